"""Convert the yeast cells in microstructures (.pt tensors) to COCO files and 8-bit images."""

import argparse
from pathlib import Path

from mmcsam.cli.arguments import (
    add_allow_skips,
    add_overwrite,
    add_workers,
    library_arguments,
)
from mmcsam.cli.exit_code import finish, user_input

CLASSES = ("trap=0", "cell=1")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``convert yeast`` takes."""
    parser.add_argument(
        "src", type=Path, help="the folder with train, val and test, or one above it"
    )
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        help="folder that receives instances_<split>.json and images/",
    )
    parser.add_argument(
        "--classes",
        nargs="+",
        default=CLASSES,
        metavar="NAME=NUMBERS",
        help="the class numbers of each class, in the order of the category ids; older Cell-DETR "
        "data needs trap=1 cell=2,3",
    )
    parser.add_argument(
        "--intensity",
        nargs=2,
        type=float,
        metavar=("LOW", "HIGH"),
        help="intensities that become 0 and 255 (default: percentiles 0.1 and 99.9 of the "
        "training images)",
    )
    add_overwrite(parser)
    add_workers(parser)
    add_allow_skips(parser)


def run(args: argparse.Namespace) -> int:
    """Convert, and return the exit code."""
    from mmcsam.converters import convert_yeast

    with user_input():
        report = convert_yeast(**library_arguments(args, "allow_skips"))
    return finish(report, left_out=report.problems and not args.allow_skips)
