"""Write COCO ground truth or predictions as SegPC-2021's BMP masks and as the challenge's text."""

import argparse
from pathlib import Path

from mmcsam.cli.arguments import add_overwrite, add_workers, library_arguments
from mmcsam.cli.exit_code import finish, user_input

FORMATS = ("masks", "submission")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``convert to-segpc`` takes."""
    parser.add_argument("ann_file", type=Path, help="COCO JSON with the images and classes")
    parser.add_argument(
        "prediction_file",
        type=Path,
        nargs="?",
        help="COCO result list to write instead of the annotations, such as *.segm.json",
    )
    parser.add_argument(
        "--out", type=Path, required=True, help="folder for the masks and submission.txt"
    )
    parser.add_argument(
        "--to",
        dest="formats",
        nargs="+",
        default=FORMATS,
        choices=FORMATS,
        help="what to write",
    )
    parser.add_argument("--score-thr", type=float, default=0.5, help="lowest score of a prediction")
    add_workers(parser)
    add_overwrite(parser)


def run(args: argparse.Namespace) -> int:
    """Write the masks, and return the exit code."""
    from mmcsam.converters import restore_segpc

    with user_input():
        report = restore_segpc(**library_arguments(args))
    return finish(report, left_out=report.problems)
