"""The few-label study as a table and a curve."""

import os
import platform
import statistics
from collections import defaultdict
from pathlib import Path

from reproduction.results import mean_and_spread
from tabulate import tabulate

COLUMNS = ("AP", "AP50", "precision", "recall", "SQ", "boundary_IoU")
TITLES = {"drawn": "the model that comes with mmcsam", "imagenet": "ImageNet's weights"}


def by_row(results: list[dict]) -> dict[tuple[str, int], list[dict]]:
    """Return the results of each start and number of images, in that order."""
    rows = defaultdict(list)
    for result in results:
        rows[result["start"], len(result["images"])].append(result)
    return dict(sorted(rows.items()))


def few_labels_markdown(results: list[dict], command: str) -> str:
    """Return the table: mean over seeds and standard deviation.

    Args:
        results: What ``FewLabels.result`` returned.
        command: What made them.
    """
    lines = []
    for (start, images), runs in by_row(results).items():
        cells = [mean_and_spread([run["figures"][column] for run in runs]) for column in COLUMNS]
        minutes = [run["training_seconds_of_last_start"] / 60 for run in runs]
        spent = f"{statistics.mean(minutes):.0f}" if images else "none"
        lines.append((TITLES[start], images, len(runs), *cells, spent))
    head = ("start", "images", "seeds", *COLUMNS, "minutes")
    machine = f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores"
    return "\n".join([f"{machine}; `{command}`", "", tabulate(lines, head, "github"), ""])


def draw_few_labels(results: list[dict], path: Path) -> Path:
    """Draw mask AP against the number of images: mean and range over the seeds.

    Args:
        results: What ``FewLabels.result`` returned.
        path: The PNG.
    """
    from matplotlib.figure import Figure

    from mmcsam.jobs import whole_file

    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.subplots()
    for start, title in TITLES.items():
        rows = {images: runs for (own, images), runs in by_row(results).items() if own == start}
        if not rows:
            continue
        values = [[run["figures"]["AP"] for run in runs] for runs in rows.values()]
        (line,) = axes.plot(list(rows), [statistics.mean(one) for one in values], "o-", label=title)
        low, high = [min(one) for one in values], [max(one) for one in values]
        axes.fill_between(list(rows), low, high, color=line.get_color(), alpha=0.15, linewidth=0)
    axes.set_xscale("symlog", linthresh=5)
    counts = sorted({images for _, images in by_row(results)})
    axes.set_xticks(counts, [str(count) for count in counts])
    axes.set(xlabel="real images outlined", ylabel="mask AP", ylim=(0, None))
    axes.grid(alpha=0.3)
    axes.legend(title="trained from")
    with whole_file(path) as part:
        figure.savefig(part, dpi=120)
    return path
