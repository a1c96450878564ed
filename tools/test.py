"""Evaluate a checkpoint with its config's metrics: ``python -m mmcsam test``."""

import sys
from pathlib import Path

MMCSAM_COMMAND = "test"
sys.path.append(str(Path(__file__).resolve().parents[1]))  # for a checkout that is not installed

from mmcsam.cli import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main(MMCSAM_COMMAND, *sys.argv[1:]))
