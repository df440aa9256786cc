"""The frame around the pages: banner, user menu and notices."""
