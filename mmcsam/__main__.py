"""``python -m mmcsam COMMAND``: the front door."""

import sys

from mmcsam.cli import main

if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
