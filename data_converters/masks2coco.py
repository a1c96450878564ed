"""A lab's own masks to COCO: ``python -m mmcsam convert masks``."""

import sys
from pathlib import Path

MMCSAM_COMMAND = "convert masks"
sys.path.append(str(Path(__file__).resolve().parents[1]))  # for a checkout that is not installed

from mmcsam.cli import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main(MMCSAM_COMMAND, *sys.argv[1:]))
