"""Check a COCO file and its images for what would silently spoil a training run.

Exit code 0: no errors (warnings and notes are possible); 1: errors; 2: unusable input.
"""

import argparse
from pathlib import Path

from .arguments import add_overwrite, add_workers, library_arguments
from .exit_code import finish, user_input


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``check`` takes."""
    parser.add_argument("ann_file", type=Path, help="COCO JSON")
    parser.add_argument(
        "--images",
        dest="image_root",
        type=Path,
        required=True,
        metavar="DIR",
        help="folder that file_name starts from (data_prefix of the configuration)",
    )
    parser.add_argument(
        "--classes",
        nargs="+",
        metavar="CLASS",
        help="classes of the configuration, in its order (default: all of the file)",
    )
    parser.add_argument(
        "--against",
        type=Path,
        metavar="OTHER.json",
        help="COCO file of another split: warns of fields that overlap; images in both are errors",
    )
    parser.add_argument(
        "--labels",
        type=Path,
        metavar="DIR",
        help="label images of the same cells, to be compared with; the sheet outlines theirs in "
        "white where they differ",
    )
    parser.add_argument(
        "--read-pixels",
        action="store_true",
        help="read whole images instead of headers, to find files that were cut short (slower)",
    )
    parser.add_argument(
        "--sheet", type=Path, metavar="FILE.png", help="write a contact sheet of images with masks"
    )
    parser.add_argument("--all", action="store_true", help="list all findings, not 3 of each kind")
    parser.add_argument("--sheet-images", type=int, default=24, metavar="N", help="images on it")
    add_workers(parser)
    add_overwrite(parser)


def run(args: argparse.Namespace) -> int:
    """Check, and return the exit code."""
    from mmcsam.check import Severity, check_coco

    with user_input():
        report = check_coco(**library_arguments(args, "all"))
    if args.all:
        report.listed = None
    return finish(report, left_out=report.count(Severity.ERROR))
