"""Old model against new, as a table and in words that do not promise more than the data say."""

from typing import Any

from mmcsam.evaluation.evaluation import MEAN
from mmcsam.report.evaluation_run import EvaluationRun
from mmcsam.report.figure_groups import headlines
from mmcsam.report.figure_text import interval_text, number_text, verdict

COLUMNS = ["figure", "old", "old, 95 %", "new", "new, 95 %", "difference", "difference, 95 %", ""]
_MAIN = "PQ"


def comparison_table(run: EvaluationRun) -> dict[str, Any]:
    """Return the figures that matter most of an old and a new model.

    Args:
        run: Of two models, the old one first.

    Returns:
        dict: ``columns``, and ``rows`` of as many texts.
    """
    old, new = run.models
    differences = run.comparisons[new.name]
    rows = []
    for figure in headlines(run.info):
        before, after = (model.figures[MEAN][figure.key] for model in (old, new))
        difference = differences[figure.key]
        rows.append(
            [
                figure.key if not figure.unit else f"{figure.key} ({figure.unit})",
                number_text(before.value, figure),
                interval_text(before.interval, figure),
                number_text(after.value, figure),
                interval_text(after.interval, figure),
                number_text(difference.value, figure, "+"),
                interval_text(difference.interval, figure, "+"),
                verdict(difference, figure),
            ]
        )
    return {"columns": COLUMNS, "rows": rows}


def outcome_words(
    learned: tuple[int, int], judged: tuple[int, int], crossed: bool, run: EvaluationRun | None
) -> str:
    """Say what a training was worth.

    Args:
        learned: Images that the new model has learned from, and their cells.
        judged: Images that old and new were compared on, and their cells.
        crossed: Whether these were predicted by models that had not learned from them, one after
            the other, and the new one has learned from all.
        run: The comparison; None where nothing could be compared.
    """
    words = [f"Learned from {_counted(*learned)}."]
    if run is None:
        words.append(
            "There is nothing to compare old and new by: look at other images before you trust the "
            "new model. Two finished images or more can be compared, better ten."
        )
        return " ".join(words)
    if crossed:
        words.append(
            "Fewer than 10 images are finished, so none was held back: each was predicted by a "
            f"model that had learned from the others only ({_counted(*judged)}). The table is "
            "about these models; the new one has learned from all images in the same way."
        )
    else:
        words.append(
            f"Compared on {_counted(*judged)} that were held back. They also decided when to stop, "
            "which flatters the new model a little."
        )
    words.append(_found(run))
    if judged[0] < 20:
        words.append(
            "So few images say little: the intervals show how far the figures may be off. Correct "
            "more images and train again."
        )
    return " ".join(words)


def _found(run: EvaluationRun) -> str:
    figure = next(figure for figure in run.info if figure.key == _MAIN)
    old, new = (model.figures[MEAN][_MAIN].value for model in run.models)
    what = verdict(run.comparisons[run.models[1].name][_MAIN], figure)
    values = f"{_MAIN} {number_text(old, figure)} before, {number_text(new, figure)} now"
    sentences = {
        "better": f"The new model is better ({values}).",
        "worse": f"The new model is worse ({values}): keep the old one.",
        "no difference": f"Old and new are equal ({values}).",
    }
    unclear = f"Whether the new model is better is not clear ({values})."
    return sentences.get(what, unclear)


def _counted(images: int, cells: int) -> str:
    return (
        f"{images} image{'s' if images != 1 else ''} with {cells} cell{'s' if cells != 1 else ''}"
    )
