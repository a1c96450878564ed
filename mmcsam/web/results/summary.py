"""How many cells there are."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from mmcsam.web.project.project import Project


def summarise(project: Project) -> dict[str, Any]:
    """Count the cells that count, by image and class.

    Returns:
        dict: ``classes``, the names; ``images`` with ``id``, ``name``, ``finished``, ``counts`` by
        class, ``cells`` in all and ``percent`` by class, of all cells; None where there is but one
        class or no cell; ``total`` and ``finished`` likewise, of all images and of those finished,
        with ``images``, how many.
    """
    settings = project.settings
    rows = []
    for entry in project.entries():
        state = project.state(entry.id)
        found = Counter(cell.label for cell in state.shown(settings.threshold))
        counts = [found[label] for label in range(len(settings.classes))]
        known = {"id": entry.id, "name": entry.shown_name, "finished": state.finished}
        rows.append({**known, **_counted(counts)})
    return {
        "classes": list(settings.classes),
        "images": rows,
        "total": _total(rows, len(settings.classes)),
        "finished": _total([row for row in rows if row["finished"]], len(settings.classes)),
    }


def _total(rows: Sequence[dict[str, Any]], classes: int) -> dict[str, Any]:
    counts = [sum(row["counts"][label] for row in rows) for label in range(classes)]
    return {"images": len(rows), **_counted(counts)}


def _counted(counts: Sequence[int]) -> dict[str, Any]:
    cells = sum(counts)
    shares = None
    if len(counts) > 1 and cells:
        shares = [round(100 * count / cells, 2) for count in counts]
    return {"cells": cells, "counts": list(counts), "percent": shares}
