"""COCO back to SegPC-2021's masks: ``python -m mmcsam convert to-segpc``."""

import sys
from pathlib import Path

MMCSAM_COMMAND = "convert to-segpc"
sys.path.append(str(Path(__file__).resolve().parents[1]))  # for a checkout that is not installed

from mmcsam.cli import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main(MMCSAM_COMMAND, *sys.argv[1:]))
