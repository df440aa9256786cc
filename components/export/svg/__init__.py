"""A part as a picture: SVG that stands alone, and PNG."""
