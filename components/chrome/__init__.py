"""The line that offers figures which came in while a page stood open: what the browser runs (``news.js``), what it is given."""
