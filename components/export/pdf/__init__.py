"""The briefing as PDF."""
