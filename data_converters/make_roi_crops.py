"""Write the crops that a guide is trained on as PNG files, to look at or to train elsewhere."""

import argparse
import sys
from pathlib import Path

from mmcsam.cli.exit_code import add_workers, run
from mmcsam.datasets import RoICropDataset, write_roi_crops


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("annotations", type=Path, help="COCO JSON with RLE masks")
    parser.add_argument(
        "--images", type=Path, required=True, help="folder that the file names start from"
    )
    parser.add_argument("--out", type=Path, required=True, help="a new or empty folder")
    parser.add_argument("--crop-size", type=int, default=128, help="side in pixels (default: 128)")
    parser.add_argument(
        "--image-scale",
        type=int,
        nargs=2,
        metavar=("LONG", "SHORT"),
        help="fit the images to this size first, as the detector does (default: as they are)",
    )
    parser.add_argument(
        "--max-margin", type=float, default=0.25, help="share of the box's side (default: 0.25)"
    )
    parser.add_argument(
        "--jitter", type=float, default=0.05, help="share of the box's side (default: 0.05)"
    )
    parser.add_argument("--category", help="class of the cells (default: all classes)")
    parser.add_argument(
        "--crops-per-cell", type=int, default=1, help="margins to draw (default: 1)"
    )
    parser.add_argument("--seed", type=int, default=0, help="of the margins (default: 0)")
    add_workers(parser)
    return parser.parse_args()


def crop(args: argparse.Namespace) -> str:
    dataset = RoICropDataset(
        str(args.annotations.resolve()),
        data_prefix={"img_path": str(args.images)},
        crop_size=args.crop_size,
        image_scale=None if args.image_scale is None else tuple(args.image_scale),
        max_margin=args.max_margin,
        jitter=args.jitter,
        category=args.category,
    )
    table = write_roi_crops(dataset, args.out, args.crops_per_cell, args.seed, args.workers)
    return f"{table}\n{table.parent / 'overview.png'}"


def main() -> int:
    args = parse_args()
    return run(lambda: crop(args))


if __name__ == "__main__":
    sys.exit(main())
