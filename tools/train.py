"""Train a detector or a guide from its config: ``python -m mmcsam train``."""

import sys
from pathlib import Path

MMCSAM_COMMAND = "train"
sys.path.append(str(Path(__file__).resolve().parents[1]))  # for a checkout that is not installed

from mmcsam.cli import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main(MMCSAM_COMMAND, *sys.argv[1:]))
