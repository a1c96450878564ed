"""Write constraints.txt: the versions in this environment, with which the tests have passed.

.venv/bin/python tools/write_constraints.py

PyTorch and what is compiled against it stay out; tools/setup.sh names them.
"""

import re
import sys
from importlib.metadata import Distribution, distributions
from pathlib import Path

CONSTRAINTS = Path(__file__).resolve().parents[1] / "constraints.txt"
LEFT_OUT = re.compile(
    r"mmcsam|torch|onedl-mmcv|triton|nvidia-.*|cuda-.*|pip|setuptools|wheel|ninja"
)
OLDEST_PYTHON = 10  # 3.10, pyproject.toml's requires-python
HEAD = f"""\
# The versions that the tests passed with, on Python {sys.version_info[0]}.{sys.version_info[1]}.
# tools/setup.sh installs these, so that `make demo` and `make test` still work when newer releases
# do not. To renew them: docs/releasing.md.
"""


def name_of(distribution: Distribution) -> str:
    """Return a distribution's normalised name."""
    return re.sub(r"[-_.]+", "-", distribution.metadata["Name"]).lower()


def line(distribution: Distribution) -> str:
    """Return the constraint, for those Pythons that the release is for."""
    pinned = f"{name_of(distribution)}=={distribution.version}"
    needed = re.search(r">=\s*3\.(\d+)", distribution.metadata.get("Requires-Python") or "")
    if needed and int(needed[1]) > OLDEST_PYTHON:
        pinned += f' ; python_version >= "3.{needed[1]}"'
    return pinned


if __name__ == "__main__":
    kept = [one for one in distributions() if not LEFT_OUT.fullmatch(name_of(one))]
    CONSTRAINTS.write_text(HEAD + "\n".join(sorted(map(line, kept))) + "\n")
    print(f"{len(kept)} versions: {CONSTRAINTS}")
