"""The briefing of a few pages, in Word and PDF."""
