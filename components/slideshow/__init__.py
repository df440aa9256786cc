"""The slideshow: browser code (``slideshow.js``, ``slideshow.css``, ``slideshow.html``) and the slides it shows."""
