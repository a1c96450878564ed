"""What the scripts in ``data_converters/`` share."""

import sys
from argparse import ArgumentParser
from collections.abc import Callable
from typing import TypeVar

Report = TypeVar("Report")


def add_workers(parser: ArgumentParser) -> None:
    """Add ``--workers``."""
    parser.add_argument("--workers", type=int, help="processes (default: one a processor core)")


def add_allow_skips(parser: ArgumentParser) -> None:
    """Add ``--allow-skips``."""
    parser.add_argument(
        "--allow-skips",
        action="store_true",
        help="exit with 0 though something was skipped; it is reported all the same",
    )


def run(
    work: Callable[[], Report], failed: Callable[[Report], object] = lambda report: False
) -> int:
    """Do a script's work, print its report or its error, and return its exit code.

    Args:
        work: Returns something to print.
        failed: Whether the work, though done, is to count as failed.

    Returns:
        int: 0, or 1 if it failed, 2 on unusable input, 130 on Ctrl-C.
    """
    try:
        report = work()
    except (ImportError, OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped; nothing was written", file=sys.stderr)
        return 130
    print(report)
    return 1 if failed(report) else 0
