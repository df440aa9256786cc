"""What leaves the dashboard: parts with their numbers, and what they are written into (slides, sheets, pages, pictures)."""
