"""Every reader and every command against mutated files; `python -m tests.fuzz --help`."""

import sys
from pathlib import Path

SAMPLES = str(Path(__file__).parents[1] / "samples")
if SAMPLES not in sys.path:  # pytest has it there already
    sys.path.insert(0, SAMPLES)
