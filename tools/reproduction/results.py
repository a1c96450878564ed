"""The results of a study as a table and a picture."""

import statistics
from collections.abc import Sequence
from pathlib import Path

from reproduction.rows import Row, Table
from tabulate import tabulate

COLUMNS = ("mIoU", "AP", "AP50", "AP75", "PQ", "SQ", "boundary_AP", "boundary_IoU")


def figures_of(metrics: dict) -> dict[str, float | None]:
    """Return the figures in a file of tools/evaluate.py that holds one model."""
    (model,) = metrics["models"].values()
    return {key: figure["value"] for key, figure in model["figures"]["mean"].items()}


def markdown(
    table: Table,
    rows: list[Row],
    metrics: dict[str, dict[int, dict]],
    minutes: dict[str, list[float]],
    lines: list[str],
) -> str:
    """Return the table of a study, and a second one of the differences between its rows.

    Both give the mean over seeds and the standard deviation. The differences are taken seed by
    seed: a seed's rows share start and guide, so they vary less than the rows themselves.

    Args:
        table: The paper's table.
        rows: The rows run.
        metrics: What ``Study.run`` returned.
        minutes: What ``Study.minutes`` returned.
        lines: What to say above the table: hardware, data, command.
    """
    columns = (table.figure, *(column for column in COLUMNS if column != table.figure))
    figures = {
        row.name: [
            [figures_of(run)[column] for column in columns] for run in metrics[row.name].values()
        ]
        for row in rows
    }
    results = []
    for row in rows:
        paper = "not in the paper" if row.paper is None else f"{row.paper:.4f}"
        spent = minutes[row.name]
        time = f"{statistics.mean(spent):.0f}" if spent else "not trained"
        cells = [mean_and_spread(values) for values in zip(*figures[row.name], strict=True)]
        results.append((row.title, paper, *cells, time))
    changes = []
    for before, row in zip(rows, rows[1:], strict=False):
        differences = [
            [None if None in pair else pair[1] - pair[0] for pair in zip(*runs, strict=True)]
            for runs in zip(figures[before.name], figures[row.name], strict=True)
        ]
        cells = [mean_and_spread(values, "+") for values in zip(*differences, strict=True)]
        changes.append((row.title, *cells))
    head = ("", f"paper's {table.figure}", *columns, "minutes")
    parts = [
        *lines,
        "",
        tabulate(results, head, "github", disable_numparse=True),
        "",
        "Difference to the row above, seed by seed:",
        "",
        tabulate(changes, ("", *columns), "github", disable_numparse=True),
    ]
    return "\n".join(parts) + "\n"


def draw_curves(rows: list[Row], folders: dict[str, list[Path]], path: Path) -> Path:
    """Draw the mask AP of the validations during training: mean and range over the seeds.

    Args:
        rows: The rows run; one that trains nothing of its own has no curve.
        folders: Work dirs of each row's trainings, by its name.
        path: The PNG.
    """
    from matplotlib.figure import Figure

    from mmcsam.jobs import whole_file
    from mmcsam.visualization.training_curves import read_scalars

    figure = Figure(figsize=(7, 4.5), layout="constrained")
    axes = figure.subplots()
    for row in rows:
        series = [read_scalars(folder).get("coco/segm_mAP") for folder in folders[row.name]]
        if row.tests is not None or not all(series):
            continue
        steps = sorted(set.intersection(*(set(one) for one in series)))
        values = [[one[step] for one in series] for step in steps]
        (line,) = axes.plot(steps, [statistics.mean(v) for v in values], "o-", label=row.title)
        low, high = [min(v) for v in values], [max(v) for v in values]
        axes.fill_between(steps, low, high, color=line.get_color(), alpha=0.15, linewidth=0)
    axes.set(xlabel="step", ylabel="mask AP on the validation images", ylim=(0, None))
    axes.grid(alpha=0.3)
    axes.legend()
    with whole_file(path) as part:
        figure.savefig(part, dpi=120)
    return path


def mean_and_spread(values: Sequence[float | None], sign: str = "") -> str:
    """Return the mean and, of several values, the standard deviation."""
    if None in values:
        return "not defined"
    mean = f"{statistics.mean(values):{sign}.4f}"
    return mean if len(values) == 1 else f"{mean} ± {statistics.stdev(values):.4f}"
