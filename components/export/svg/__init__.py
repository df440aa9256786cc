"""Exhibits as pictures: self-contained SVG, and PNG."""
