"""Figures as a table for the terminal."""

import re
from collections.abc import Sequence

from tabulate import tabulate

from mmcsam.evaluation import Figure
from mmcsam.evaluation.evaluation import MEAN

from .evaluated_model import EvaluatedModel
from .evaluation_run import EvaluationRun
from .figure_groups import grouped
from .figure_text import NOT_DEFINED, interval_text, number_text, share_text, value_text, verdict


def text_table(run: EvaluationRun) -> str:
    """Return every model's figures and how the models differ.

    Args:
        run: What was evaluated.
    """
    first = run.models[0]
    lines = [
        f"{run.data}: {len(first.images)} images, {first.true_count:,} cells",
        "intervals: 95 %, bootstrap over images; predictions below a score of "
        f"{run.score_thr:g} count in AP and AR only",
        f"limit of AP and AR: {run.settings['max_dets']} predictions of a class in an image",
        *(f"note: {note}" for note in run.notes),
    ]
    for model in run.models:
        lines += ["", f"{model.name}: {model.predicted_count:,} predicted cells ({model.source})"]
        lines += _figures(run, model)
    for name, differences in run.comparisons.items():
        lines += ["", f"{name} less {first.name}, on the same resamples"]
        rows = [
            (
                figure.key,
                number_text(differences[figure.key].value, figure, "+"),
                interval_text(differences[figure.key].interval, figure, "+"),
                figure.unit,
                verdict(differences[figure.key], figure),
                share_text(differences[figure.key], figure),
            )
            for figure in run.info
        ]
        lines += _aligned(rows)
    if run.has_undefined:
        lines += ["", NOT_DEFINED]
    return "\n".join(lines)


def _figures(run: EvaluationRun, model: EvaluatedModel) -> list[str]:
    """Return a line a figure under its group's title, and a table of the classes."""
    groups = grouped(run.info)
    rows = [_row(figure, model) for figures in groups.values() for figure in figures]
    aligned = iter(_aligned(rows))
    lines = []
    for title, figures in groups.items():
        lines.append(f"  {title}")
        for figure in figures:
            lines.append(f"{next(aligned)}  {_first_sentence(figure.meaning)}")
    classes = [category for category in model.figures if category != MEAN]
    if classes:
        lines.append("  By class")
        lines += _aligned([("", *classes), *(_class_row(figure, model) for figure in run.info)])
    return lines


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=[^.])\. (?=[A-Z])", text)[0].rstrip(".")


def _row(figure: Figure, model: EvaluatedModel) -> tuple[str, ...]:
    value, interval = model.figures[MEAN][figure.key]
    return figure.key, number_text(value, figure), interval_text(interval, figure), figure.unit


def _class_row(figure: Figure, model: EvaluatedModel) -> tuple[str, ...]:
    classes = [category for category in model.figures if category != MEAN]
    values = (model.figures[name][figure.key].value for name in classes)
    return figure.key, *(value_text(value, figure) for value in values)


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Return rows with columns of one width, the first to the left, the second to the right."""
    align = ["right" if place == 1 else "left" for place in range(len(rows[0]))]
    table = tabulate(rows, tablefmt="plain", colalign=align, disable_numparse=True)
    return [f"    {line}" for line in table.splitlines()]
