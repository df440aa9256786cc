"""The command line: ``python manage.py --help``."""

import gc
import sys

from components.cli.main import main

if __name__ == "__main__":
    gc.freeze()  # what was imported stays: the collector need not search it again and again
    sys.exit(main())
