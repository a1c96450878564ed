"""How far a training is, by what MMEngine logs of it."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from .training_folder import TrainingFolder

_SCORE = "coco/segm_mAP"
_AROUND = 15.0  # seconds to load a model, keep it and predict with it


def read_progress(folder: TrainingFolder) -> dict[str, Any]:
    """Return a training's progress, as the API has it.

    Args:
        folder: Of the training.

    Returns:
        dict: ``iteration`` of ``of``, ``seconds_left`` (None before anything is known), ``loss``
        and ``scores`` as lists of iteration and value, counted through all stages; the score is AP
        on images that the training does not learn from.
    """
    stages = folder.read("plan") or []
    loss: list[list[float]] = []
    scores: list[list[float]] = []
    total = sum(stage["iterations"] for stage in stages)
    begin = iteration = 0
    pace, unfinished = None, 0
    for stage in stages:
        name = stage["name"].replace(" ", "_")
        finished = (folder.path / f"{name}.mmcsam").is_file()
        for step, entry in sorted(_entries(folder.path / name).items()):
            if "loss" in entry:
                loss.append([begin + step, entry["loss"]])
                iteration = begin + step
                pace = entry.get("time", pace)
            if _SCORE in entry:
                scores.append([begin + step, max(entry[_SCORE], 0.0)])
        begin += stage["iterations"]
        if finished:
            iteration = begin
        unfinished += not finished
    left = None if pace is None else (total - iteration) * pace + unfinished * _AROUND
    return {
        "iteration": iteration,
        "of": total,
        "seconds_left": left,
        "loss": loss,
        "scores": scores,
    }


def seconds_an_iteration(work_dir: Path) -> float:
    """Return what an iteration takes, without the first ones, which are slower.

    Args:
        work_dir: Of a training of up to ten iterations, of which two or more were logged.

    Raises:
        ValueError: If fewer were logged.
    """
    # The log has the mean of all iterations up to each.
    times = [
        (step, step * entry["time"])
        for step, entry in sorted(_entries(work_dir).items())
        if "loss" in entry
    ]
    if len(times) < 2:
        raise ValueError(f"{work_dir}: expected the log of two iterations or more")
    return (times[-1][1] - times[0][1]) / (times[-1][0] - times[0][0])


def _entries(work_dir: Path) -> dict[int, dict]:
    """Return what was logged at each iteration; of a resumed training the later entry counts."""
    found: dict[int, dict] = {}
    for path in sorted(work_dir.glob("*/vis_data/scalars.json")):
        for entry in _lines(path):
            known = found.setdefault(entry["step"], {})
            # A validation's line has a "time" too, of another kind.
            known |= entry if "loss" in entry else {_SCORE: entry.get(_SCORE, 0.0)}
    return found


def _lines(path: Path) -> Iterator[dict]:
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            entry = json.loads(line)
        except ValueError:  # the last line of a killed process
            continue
        if isinstance(entry, dict) and isinstance(entry.get("step"), int):
            yield entry


def curve(points: Sequence[Sequence[float]], most: int = 200) -> list[list[float]]:
    """Return at most so many points of a curve, the last one among them."""
    step = -(-len(points) // most) if points else 1
    kept = list(points)[::-1][::step][::-1]
    return [list(point) for point in kept]
