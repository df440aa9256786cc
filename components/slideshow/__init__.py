"""The slides in the room: what the browser runs (``show.js``, ``show.css``, ``show.html``), and what it is given."""
