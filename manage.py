"""The command line: ``python manage.py --help``."""

import sys

from components.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
