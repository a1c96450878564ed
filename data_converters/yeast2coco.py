"""Convert the yeast cells in microstructures (.pt tensors) to COCO files and 8-bit images."""

import argparse
import sys
from pathlib import Path

from mmcsam.cli.exit_code import add_allow_skips, add_workers, run
from mmcsam.converters import convert_yeast
from mmcsam.converters.yeast.convert_yeast import CLASSES


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
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
        help="the class numbers of each class, in the order of the category ids (default: "
        f"{' '.join(CLASSES)}); older Cell-DETR data needs trap=1 cell=2,3",
    )
    parser.add_argument(
        "--intensity",
        nargs=2,
        type=float,
        metavar=("LOW", "HIGH"),
        help="intensities that become 0 and 255 (default: percentiles 0.1 and 99.9 of the "
        "training images)",
    )
    add_workers(parser)
    add_allow_skips(parser)
    return parser.parse_args()


def main() -> int:
    args = parse_args()
    return run(
        lambda: convert_yeast(args.src, args.out, args.classes, args.intensity, args.workers),
        failed=lambda report: report.problems and not args.allow_skips,
    )


if __name__ == "__main__":
    sys.exit(main())
