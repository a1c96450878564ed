"""Commands that are killed, have no room, no rights or company; `python -m tests.faults --help`."""

import sys
from pathlib import Path

SAMPLES = str(Path(__file__).parents[1] / "samples")
if SAMPLES not in sys.path:  # pytest has it there already
    sys.path.insert(0, SAMPLES)
