"""The dashboard in one HTML file."""
