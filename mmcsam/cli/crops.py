"""Write the crops that a guide is trained on as PNG files, to look at or to train elsewhere."""

import argparse
from pathlib import Path

from .arguments import add_workers
from .exit_code import finish, user_input


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``crops`` takes."""
    parser.add_argument("annotations", type=Path, help="COCO JSON with RLE masks")
    parser.add_argument(
        "--images", type=Path, required=True, help="folder that the file names start from"
    )
    parser.add_argument("--out", type=Path, required=True, help="a new or empty folder")
    parser.add_argument("--crop-size", type=int, default=128, help="side in pixels")
    parser.add_argument(
        "--image-scale",
        type=int,
        nargs=2,
        metavar=("LONG", "SHORT"),
        help="fit the images to this size first, as the detector does (default: as they are)",
    )
    parser.add_argument("--max-margin", type=float, default=0.25, help="share of the box's side")
    parser.add_argument("--jitter", type=float, default=0.05, help="share of the box's side")
    parser.add_argument("--category", help="class of the cells (default: all classes)")
    parser.add_argument("--crops-per-cell", type=int, default=1, help="margins to draw")
    parser.add_argument("--seed", type=int, default=0, help="of the margins")
    add_workers(parser)


def run(args: argparse.Namespace) -> int:
    """Write the crops, and return the exit code."""
    from mmcsam.coco.intensity_info import recorded_intensity
    from mmcsam.datasets import RoICropDataset, write_roi_crops
    from mmcsam.engine.required_images import require_readable

    with user_input():
        mapped = recorded_intensity(args.annotations) is not None
        require_readable(args.annotations, args.images, mapped)
        dataset = RoICropDataset(
            str(args.annotations.resolve()),
            data_prefix={"img_path": str(args.images)},
            crop_size=args.crop_size,
            image_scale=None if args.image_scale is None else tuple(args.image_scale),
            max_margin=args.max_margin,
            jitter=args.jitter,
            category=args.category,
        )
        table = write_roi_crops(
            dataset,
            args.out,
            crops_per_cell=args.crops_per_cell,
            seed=args.seed,
            workers=args.workers,
        )
    return finish(f"{table}\n{table.parent / 'overview.png'}")
