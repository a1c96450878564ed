"""The data of a study, converted once."""

import os
from pathlib import Path

from subprocesses import run_logged, script_words

CONVERTERS = {
    "1": ("data_converters/segpc2coco.py", ["--leak-free", "--allow-skips"]),
    "2": ("data_converters/yeast2coco.py", []),
}


def prepare_data(data: Path, table: str, work_dir: Path) -> dict[str, str]:
    """Convert the data once and return the variables that tell the configs where it is.

    Args:
        data: Folder of the data set.
        table: The paper's table that uses it.
        work_dir: Folder for everything.
    """
    annotations = work_dir / "annotations"
    environment = {
        # Threads that spin while they wait take the cores from each other.
        "OMP_WAIT_POLICY": "PASSIVE",
        **os.environ,
        "SEGPC_ROOT": str(data.resolve()),
        "SEGPC_ANNOTATIONS": str(annotations),
        "YEAST_ROOT": str(annotations),
        "MMCSAM_VALIDATION": str(annotations / "instances_validation.json"),
    }
    if not Path(environment["MMCSAM_VALIDATION"]).is_file():
        script, options = CONVERTERS[table]
        words = script_words(script, data, "--out", annotations, *options)
        run_logged(words, environment, work_dir / "convert.log")
    return environment
