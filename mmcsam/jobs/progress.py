"""Show how far long work has come."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from tqdm import tqdm

Item = TypeVar("Item")
_LINES = 10  # in a log; more would bury what else it says


def progress(
    items: Iterable[Item],
    description: str,
    total: int,
    unit: str = "image",
    pixels: Callable[[Item], int] | None = None,
) -> Iterator[Item]:
    """Yield items, with a bar on a terminal and plain lines, a tenth each, otherwise.

    Both go to standard error.

    Args:
        items: What is worked through.
        description: What is done with them.
        total: How many there are.
        unit: What an item is.
        pixels: Returns how many pixels an item has; adds megapixels a second.
    """
    begin, sum_of_pixels = time.perf_counter(), 0

    def speed() -> str:
        return f"{sum_of_pixels / 1e6 / (time.perf_counter() - begin):.2f} megapixels/s"

    if sys.stderr.isatty():
        with tqdm(items, description, total, unit=unit) as bar:
            for item in bar:
                if pixels is not None:
                    sum_of_pixels += pixels(item)
                    bar.set_postfix_str(speed(), refresh=False)
                yield item
        return
    for done, item in enumerate(items, start=1):
        sum_of_pixels += 0 if pixels is None else pixels(item)
        yield item
        if done * _LINES // total > (done - 1) * _LINES // total:
            text = f"{description}: {done} of {total} {unit}s"
            if pixels is not None:
                left = (time.perf_counter() - begin) / done * (total - done)
                text += f", {speed()}, {left:.0f} s left"
            print(text, file=sys.stderr, flush=True)
