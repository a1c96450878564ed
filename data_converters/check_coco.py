"""What would spoil a training run on a COCO file: ``python -m mmcsam check``."""

import sys
from pathlib import Path

MMCSAM_COMMAND = "check"
sys.path.append(str(Path(__file__).resolve().parents[1]))  # for a checkout that is not installed

from mmcsam.cli import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main(MMCSAM_COMMAND, *sys.argv[1:]))
