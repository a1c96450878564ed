"""The record of a study: what each run came to, what it cost, and how the rows differ."""

import json
import math
import statistics
from pathlib import Path

import mmcv
import mmdet
import mmengine
import torch
from reproduction.cost import measure_costs
from reproduction.record_table import FIGURES
from reproduction.results import figures_of
from reproduction.study import Run, Study, read_json

from mmcsam.evaluation.bootstrap import percentile_intervals, resampling
from mmcsam.jobs import write_json
from mmcsam.report.evaluate_files import evaluate_files

RESAMPLES = 1000


def make_record(study: Study, metrics: dict[str, dict[int, dict]], about: dict[str, str]) -> dict:
    """Collect a study that has run.

    Args:
        study: The study.
        metrics: What ``Study.run`` returned.
        about: Hardware and command.

    Returns:
        dict: ``runs`` (figures and training seconds, by row and seed), ``costs`` (of the first
        seed, see ``measure_costs``), ``differences`` (see :func:`paired_differences`), and about
        what all of it is.
    """
    names = {"torch": torch, "mmcv": mmcv, "mmdet": mmdet, "mmengine": mmengine}
    return {
        **about,
        "versions": {name: module.__version__ for name, module in names.items()},
        "seeds": list(study.seeds),
        "costs": _costs(study),
        "runs": {
            row.name: {
                str(seed): {
                    "training_seconds": None
                    if row.tests
                    else training_seconds(study.folder(Run(row, seed))),
                    "figures": figures_of(metrics[row.name][seed]),
                }
                for seed in study.seeds
            }
            for row in study.rows
        },
        "differences": paired_differences(study),
    }


def paired_differences(study: Study) -> dict[str, dict[str, dict[str, dict]]]:
    """Compare rows with those that they are to be compared with, on the same images and seeds.

    Returns:
        dict: By row, other row and figure: ``by_seed``, the row's figure minus the other's, and
        ``interval``, the middle 95 % of the mean difference over the seeds when images are drawn
        again, the same for both rows and all seeds; None where a figure is not defined.
    """
    files = {
        (row.name, seed): study.predictions(Run(row, seed))
        for row in study.rows
        for seed in study.seeds
    }
    truth = study.environment["MMCSAM_VALIDATION"]
    named = [(f"{name}, seed {seed}", path) for (name, seed), path in files.items()]
    models = evaluate_files(truth, named, resamples=1).models
    weights = resampling(len(models[0].images), RESAMPLES, 0)
    evaluations = {key: model.evaluation for key, model in zip(files, models, strict=True)}
    samples = {key: evaluation.sample(weights) for key, evaluation in evaluations.items()}
    values = {key: evaluation.values() for key, evaluation in evaluations.items()}
    differences: dict[str, dict[str, dict[str, dict]]] = {}
    for row in study.rows:
        for other in (name for name in row.against if (name, study.seeds[0]) in files):
            pairs = [((row.name, seed), (other, seed)) for seed in study.seeds]
            drawn = sum(samples[own] - samples[its] for own, its in pairs) / len(pairs)
            intervals = percentile_intervals(drawn, 0.95)
            differences.setdefault(row.name, {})[other] = {
                key: {
                    "by_seed": [_finite(values[own][key] - values[its][key]) for own, its in pairs],
                    "interval": [_finite(bound) for bound in interval],
                }
                for key, interval in zip(models[0].evaluation.keys, intervals, strict=True)
                if key in FIGURES
            }
    return differences


def training_seconds(folder: Path) -> float:
    """Return the seconds of a training's iterations, those of its interruptions not counted.

    Args:
        folder: Its work dir; MMEngine logs the mean seconds of the last iterations there.
    """
    seconds = {}
    for path in sorted(folder.glob("*/vis_data/scalars.json")):
        for line in path.read_text().splitlines():
            entry = json.loads(line)
            if "loss" in entry:
                seconds[entry["step"]] = entry["time"]
    return statistics.mean(seconds.values()) * max(seconds)


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _costs(study: Study) -> dict[str, dict]:
    """Measure once for these rows; a row that comes later has all of them measured anew."""
    done = study.dir / "costs.json"
    names = [row.name for row in study.rows]
    if not done.is_file() or list(read_json(done)) != names:
        runs = [Run(row, study.seeds[0]) for row in study.rows]
        models = {run.row.name: (run.row.path, study.checkpoint(run)) for run in runs}
        write_json(done, measure_costs(models, study.environment))
    return read_json(done)
