"""Draw what a training run logged."""

import json
from collections import defaultdict
from pathlib import Path

from mmcsam.jobs.whole_file import whole_file

Series = dict[str, dict[int, float]]
_COLUMNS = 3
# Logged beside the figures, but no curves of the training.
_LEFT_OUT = {"step", "iter", "epoch", "time", "data_time", "memory", "base_lr"}


def read_scalars(work_dir: str | Path) -> Series:
    """Read the scalars that all runs of a work dir logged, the older runs first.

    A resumed run overwrites what an interrupted one logged for the same steps.

    Args:
        work_dir: Folder with ``<time>/vis_data/scalars.json``, as MMEngine writes them.

    Returns:
        Values by step, for each name; losses and rates count iterations, metrics count epochs, or
        iterations where the training loop does. Names without a number are left out, and so are
        metrics that are always -1, COCO's sign for sizes that no object has, and a last line that a
        killed run did not finish.

    Raises:
        ValueError: If a line is no JSON.
    """
    series: Series = defaultdict(dict)
    for path in sorted(Path(work_dir).glob("*/vis_data/scalars.json")):
        *lines, _unfinished = path.read_text().split("\n")
        for number, line in enumerate(lines, start=1):
            try:
                entry = json.loads(line)
            except json.JSONDecodeError as error:
                raise ValueError(f"{path}, line {number}: {error}; expected JSON") from error
            for name, value in entry.items():
                if name not in _LEFT_OUT and isinstance(value, int | float):
                    series[name][entry["step"]] = value
    return {
        name: dict(sorted(values.items()))
        for name, values in series.items()
        if set(values.values()) != {-1}
    }


def draw_training_curves(series: Series, path: Path) -> Path:
    """Draw one panel for each name, losses first; the file is whole or absent.

    Args:
        series: Values by step, for each name; at least one.
        path: A PNG file to write.

    Returns:
        Path: ``path``.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    names = sorted(series, key=lambda name: ("loss" not in name, name != "loss", name))
    columns = min(_COLUMNS, len(names))
    rows = -(-len(names) // columns)
    # No pyplot: it would open a window toolkit and keep the figure.
    figure = Figure(figsize=(4 * columns, 2.6 * rows), layout="constrained")
    FigureCanvasAgg(figure)
    panels = figure.subplots(rows, columns, squeeze=False).flat
    for panel, name in zip(panels, names, strict=False):
        # A metric has few points: without markers, one alone would be invisible.
        marker = "." if len(series[name]) < 100 else ""
        panel.plot(list(series[name]), list(series[name].values()), marker=marker, linewidth=1)
        panel.set_title(name, fontsize=9)
        panel.grid(alpha=0.3)
    for panel in figure.axes[len(names) :]:
        panel.set_visible(False)
    with whole_file(path) as part:
        figure.savefig(part, dpi=120)
    return path
