"""The command line: ``python manage.py --help``."""

import gc
import sys

from components.cli.main import main

#: Garbage-collection threshold (generation 0): a command creates many objects, most of which it keeps to its end.
NEW_OBJECTS = 20_000

if __name__ == "__main__":
    gc.freeze()  # what was imported stays: the collector need not search it again and again
    gc.set_threshold(NEW_OBJECTS, *gc.get_threshold()[1:])
    sys.exit(main())
