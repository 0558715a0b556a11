"""Run the command line: ``python -m reported``."""

import sys

from reported.cli import main

sys.exit(main())
