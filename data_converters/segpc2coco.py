"""Convert SegPC-2021 to COCO instance segmentation files with exact masks."""

import argparse
import sys
from pathlib import Path

from mmcsam.cli.exit_code import add_allow_skips, add_workers, run
from mmcsam.converters import convert_segpc, read_subset


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("src", type=Path, help="TCIA_SegPC_dataset or a folder above it")
    parser.add_argument(
        "--out", type=Path, required=True, help="folder that receives instances_<split>.json"
    )
    parser.add_argument(
        "--classes",
        nargs="+",
        default=["cell"],
        choices=("nucleus", "cytoplasm", "cell"),
        help="what to write of each cell, in the order of the category ids (default: cell)",
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
    add_workers(parser)
    add_allow_skips(parser)
    return parser.parse_args()


def main() -> int:
    args = parse_args()
    return run(
        lambda: convert_segpc(
            args.src,
            args.out,
            args.classes,
            args.drop_duplicates,
            None if args.subset is None else read_subset(args.subset),
            args.leak_free,
            args.workers,
        ),
        failed=lambda report: report.problems and not args.allow_skips,
    )


if __name__ == "__main__":
    sys.exit(main())
