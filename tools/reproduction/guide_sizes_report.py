"""The guides of several sizes as a table."""

import statistics
from itertools import groupby

from reproduction.results import mean_and_spread
from tabulate import tabulate

FIGURES = ("crop_IoU", "boundary_IoU", "neighbour_leak")


def guide_sizes_markdown(results: list[dict], lines: list[str]) -> str:
    """Return a table with a row for each size: mean and standard deviation over the seeds.

    Args:
        results: What ``GuideSizes.result`` returned.
        lines: What to say below: hardware, command.
    """

    def size(result: dict) -> tuple[int, int]:
        return result["crop_size"], result["channels"]

    rows = []
    for (crop_size, channels), group in groupby(sorted(results, key=size), size):
        figures = [result["figures"] for result in group]
        cells = [mean_and_spread([one[key] for one in figures]) for key in FIGURES]
        parameters = f"{figures[0]['parameters'] / 1e6:.2f} M"
        spent = f"{statistics.mean(one['ms_a_crop'] for one in figures):.1f}"
        rows.append((crop_size, channels, *cells, parameters, spent))
    head = ("crop, px", "channels", *FIGURES, "parameters", "ms a crop")
    table = tabulate(rows, head, "github", disable_numparse=True)
    return "\n".join([table, "", *lines]) + "\n"
