"""The tables of a study, made from its record."""

import statistics

from reproduction.results import mean_and_spread
from reproduction.rows import Row
from tabulate import tabulate

FIGURES = ("AP", "AP50", "AP75", "SQ", "boundary_AP", "boundary_IoU", "HD95")
COMPARED = ("AP", "AP75", "SQ", "boundary_AP", "boundary_IoU")


def record_markdown(record: dict, rows: list[Row]) -> str:
    """Return what each row came to and cost, and how it differs from others.

    Args:
        record: See ``make_record``.
        rows: The rows, for their titles and order.
    """
    results, changes = [], []
    titles = {row.name: row.title for row in rows}
    for row in rows:
        runs, cost = record["runs"][row.name].values(), record["costs"][row.name]
        spent = [run["training_seconds"] for run in runs]
        results.append(
            (
                row.title,
                *(mean_and_spread([run["figures"][key] for run in runs]) for key in FIGURES),
                _millions(cost["parameters"], cost["guide_parameters"]),
                f"{cost['giga_macs']:.1f}",
                "not trained" if None in spent else f"{statistics.mean(spent):.0f}",
                f"{cost['seconds_an_image']:.2f}",
            )
        )
        for other, figures in record["differences"].get(row.name, {}).items():
            cells = [_difference(**figures[key]) for key in COMPARED]
            changes.append((row.title, titles[other], *cells))
    head = ("", *FIGURES, "parameters", "GMAC", "training s", "s an image")
    seeds = ", ".join(map(str, record["seeds"]))
    parts = [
        f"Mean ± standard deviation of seeds {seeds}. Parameters are the detector's + the frozen "
        "guide's, GMAC those of one image; training seconds are of a row's own iterations.",
        "",
        tabulate(results, head, "github", disable_numparse=True),
        "",
        "A row's figure minus another's: mean over the seeds, [95 % interval of this mean when "
        "images are drawn again], (each seed).",
        "",
        tabulate(changes, ("", "minus", *COMPARED), "github", disable_numparse=True),
        "",
        f"{record['hardware']}; PyTorch {record['versions']['torch']}.",
        "",
        f"`{record['command']}`",
    ]
    return "\n".join(parts) + "\n"


def _millions(own: int, guide: int) -> str:
    return f"{own / 1e6:.2f} M" + (f" + {guide / 1e6:.2f} M" if guide else "")


def _difference(by_seed: list[float | None], interval: list[float | None]) -> str:
    if None in (*by_seed, *interval):
        return "not defined"
    seeds = ", ".join(f"{value:+.3f}" for value in by_seed)
    low, high = interval
    return f"{statistics.mean(by_seed):+.3f} [{low:+.3f}, {high:+.3f}] ({seeds})"
