"""Figures as a JSON file."""

import json
import math
import platform
from pathlib import Path

import cv2
import numpy as np

from mmcsam.dependencies import installed_version
from mmcsam.evaluation import Difference
from mmcsam.version import __version__

from .evaluated_model import EvaluatedModel
from .evaluation_run import EvaluationRun
from .output import write_output


def write_figures(run: EvaluationRun, path: Path, overwrite: bool = False) -> Path:
    """Write all figures with intervals, definitions and settings; the file is whole or absent.

    A figure that is not defined is ``null``.

    Args:
        run: What was evaluated.
        path: The JSON file; its folder is made if missing.
        overwrite: Replace a file that this program did not write, or that was changed since.

    Raises:
        OSError: If it cannot be written.
    """
    content = {
        "data": run.data,
        "images": len(run.models[0].images),
        "true_cells": run.models[0].true_count,
        "date": run.date.isoformat(timespec="seconds"),
        "command": run.command,
        "settings": run.settings,
        "versions": versions(),
        "notes": run.notes,
        "definitions": {figure.key: figure._asdict() for figure in run.info},
        "models": {model.name: _model(model) for model in run.models},
        "differences": {
            name: {key: _difference(value) for key, value in differences.items()}
            for name, differences in run.comparisons.items()
        },
    }
    text = json.dumps(content, indent=2, allow_nan=False) + "\n"
    write_output(path, text, run.files_read, overwrite)
    return path


def versions() -> dict[str, str]:
    """Return the versions that figures may depend on."""
    return {
        "mmcsam": __version__,
        "Python": platform.python_version(),
        "NumPy": np.__version__,
        "OpenCV": cv2.__version__,
        "pycocotools": installed_version("pycocotools") or "unknown",
    }


def _model(model: EvaluatedModel) -> dict:
    return {
        "predictions": model.source,
        "predicted_cells": model.predicted_count,
        "figures": {
            category: {
                key: {"value": _finite(value), "interval": list(map(_finite, interval))}
                for key, (value, interval) in figures.items()
            }
            for category, figures in model.figures.items()
        },
    }


def _difference(difference: Difference) -> dict:
    return {
        "value": _finite(difference.value),
        "interval": list(map(_finite, difference.interval)),
        "share_above": _finite(difference.share_above),
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
