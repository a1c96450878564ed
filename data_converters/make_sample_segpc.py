"""Draw a small data set in SegPC-2021's form: ``python -m mmcsam sample``."""

import sys
from pathlib import Path

MMCSAM_COMMAND = "sample"
sys.path.append(str(Path(__file__).resolve().parents[1]))  # for a checkout that is not installed

from mmcsam.cli import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main(MMCSAM_COMMAND, *sys.argv[1:]))
