"""The server's own parts: middleware, start-up, health check, sign-in and sign-out."""
