"""The command line, ``python manage.py``: a terminal is a screen."""
