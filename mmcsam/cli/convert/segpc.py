"""Convert SegPC-2021 to COCO instance segmentation files with exact masks."""

import argparse
from pathlib import Path

from mmcsam.cli.arguments import (
    add_allow_skips,
    add_overwrite,
    add_workers,
    library_arguments,
)
from mmcsam.cli.exit_code import finish, user_input


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``convert segpc`` takes."""
    parser.add_argument("src", type=Path, help="TCIA_SegPC_dataset or a folder above it")
    parser.add_argument(
        "--out", type=Path, required=True, help="folder that receives instances_<split>.json"
    )
    parser.add_argument(
        "--classes",
        nargs="+",
        default=["cell"],
        choices=("nucleus", "cytoplasm", "cell"),
        help="what to write of each cell, in the order of the category ids",
    )
    parser.add_argument(
        "--drop-duplicates",
        type=float,
        metavar="IOU",
        help="drop the later of two cells with a higher IoU (default: keep and report them)",
    )
    parser.add_argument(
        "--subset", type=Path, metavar="FILE", help="keep these images only: one number a line"
    )
    parser.add_argument(
        "--leak-free",
        action="store_true",
        help="leave out the validation images that show the same field as a training image",
    )
    add_overwrite(parser)
    add_workers(parser)
    add_allow_skips(parser)


def run(args: argparse.Namespace) -> int:
    """Convert, and return the exit code."""
    from mmcsam.converters import convert_segpc, read_subset

    with user_input():
        settings = library_arguments(args, "allow_skips")
        if args.subset is not None:
            settings["subset"] = read_subset(args.subset)
        report = convert_segpc(**settings)
    return finish(report, left_out=report.problems and not args.allow_skips)
