"""Show how far long work has come."""

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

from tqdm import tqdm

Item = TypeVar("Item")
_LINES = 10  # in a log; more would bury what else it says


def progress(
    items: Iterable[Item], description: str, total: int, unit: str = "image"
) -> Iterator[Item]:
    """Yield items, with a bar on a terminal and plain lines, a tenth each, otherwise.

    Both go to standard error.

    Args:
        items: What is worked through.
        description: What is done with them.
        total: How many there are.
        unit: What an item is.
    """
    if sys.stderr.isatty():
        yield from tqdm(items, description, total, unit=unit)
        return
    for done, item in enumerate(items, start=1):
        yield item
        if done * _LINES // total > (done - 1) * _LINES // total:
            print(f"{description}: {done} of {total} {unit}s", file=sys.stderr, flush=True)
