"""Check a COCO file and its images for what would silently spoil a training run."""

import argparse
import sys
from pathlib import Path

from mmcsam.check import check_coco
from mmcsam.check.finding import Severity
from mmcsam.cli.exit_code import add_workers, run


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog="Exit code 0: no errors (warnings and notes are possible); 1: errors; 2: unusable "
        "input.",
    )
    parser.add_argument("ann_file", type=Path, help="COCO JSON")
    parser.add_argument(
        "--images",
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
        help="COCO file of another split; images that are in both are errors",
    )
    parser.add_argument(
        "--read-pixels",
        action="store_true",
        help="read whole images instead of headers, to find files that were cut short (slower)",
    )
    parser.add_argument(
        "--sheet", type=Path, metavar="FILE.png", help="write a contact sheet of images with masks"
    )
    parser.add_argument(
        "--sheet-images", type=int, default=24, metavar="N", help="images on it (default: 24)"
    )
    add_workers(parser)
    return parser.parse_args()


def main() -> int:
    args = parse_args()
    return run(
        lambda: check_coco(
            args.ann_file,
            args.images,
            args.classes,
            args.against,
            args.read_pixels,
            args.sheet,
            args.sheet_images,
            args.workers,
        ),
        failed=lambda report: report.count(Severity.ERROR),
    )


if __name__ == "__main__":
    sys.exit(main())
