"""What the server answers beside the pages: is it ready, signing in and out."""
