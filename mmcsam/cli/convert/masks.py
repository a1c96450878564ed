"""Convert a lab's own masks to COCO instance segmentation files with exact masks.

It finds out how the masks are kept:
  instance-files   <sample>/images/<image>.png with one file an instance in <sample>/masks/
                   (2018 Data Science Bowl)
  instance-names   <name>.png with one file an instance <name>_mask_1.png, <name>_mask_2.png ...
                   beside it, or masks/<name>_1.png ..., or masks/<name>/1.png ...
  label-folders    images/<name>.png with a label image masks/<name>.tif, or labels/, gt/ ...
  label-suffixes   <name>.png with <name>_masks.png, <name>_label.tif ... beside it (Cellpose)
  outlines         <name>.png with <name>.json of Labelme, or <name>.zip, <name>_RoiSet.zip or
                   <name>.roi of ImageJ, beside it or in a folder rois/, labelme/ ...

A label image has another number, or colour, for each cell. The background is 0, unless the masks
themselves say clearly that it is another value. Folders called train, validation, valid, val and
test become splits.
"""

import argparse
from pathlib import Path

from mmcsam.cli.arguments import (
    add_allow_skips,
    add_overwrite,
    add_workers,
    library_arguments,
)
from mmcsam.cli.exit_code import finish, user_input

FORMS = ("instance-files", "instance-names", "label-folders", "label-suffixes", "outlines")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``convert masks`` takes."""
    parser.add_argument("src", type=Path, help="folder of images and masks, nested at any depth")
    parser.add_argument(
        "--out", type=Path, required=True, help="folder that receives instances_<split>.json"
    )
    parser.add_argument("--form", choices=FORMS, help="how masks are kept (default: find)")
    parser.add_argument(
        "--image-folders",
        nargs="+",
        metavar="NAME",
        help="what folders of images are called (default: images, imagesTr and the like)",
    )
    parser.add_argument(
        "--mask-folders",
        nargs="+",
        metavar="NAME",
        help="what folders of masks beside them are called (default: masks, labels, gt ...)",
    )
    parser.add_argument(
        "--components",
        action="store_true",
        help="masks are semantic: take each connected component of a value as an instance",
    )
    parser.add_argument(
        "--background",
        metavar="VALUE",
        help="the background's value in the masks: a number, a colour as R,G,B, or the largest or "
        "commonest value of each (default: find; ask if it is not clear)",
    )
    parser.add_argument(
        "--ignore",
        nargs="*",
        type=int,
        metavar="VALUE",
        help="values of pixels that belong to no cell and are no background, such as 255 or -1; "
        "alone, that there are none",
    )
    parser.add_argument("--category", default="cell", help="the class's name")
    parser.add_argument(
        "--validation-share",
        type=float,
        metavar="SHARE",
        help="draw this share of the training images for validation, such as 0.2",
    )
    parser.add_argument("--seed", type=int, default=0, help="of the draw")
    parser.add_argument(
        "--allow-empty",
        action="store_true",
        help="images without a mask file are images without cells (default: skip them)",
    )
    parser.add_argument(
        "--write-images",
        action="store_true",
        help="write the images as 8-bit PNG to OUT/images, for 16-bit and other images that "
        "MMDetection cannot read",
    )
    parser.add_argument(
        "--intensity",
        nargs=2,
        type=float,
        metavar=("LOW", "HIGH"),
        help="intensities that become 0 and 255; without --write-images they are recorded, and "
        "train, test and predict read images of more than 8 bits by them (default with it: 8-bit "
        "images keep their values, others take percentiles 0.1 and 99.9 of the training images)",
    )
    add_overwrite(parser)
    add_workers(parser)
    add_allow_skips(parser)


def run(args: argparse.Namespace) -> int:
    """Convert, and return the exit code."""
    from mmcsam.converters.masks import convert_masks, parse_background

    with user_input():
        settings = library_arguments(args, "allow_skips")
        if args.background is not None:
            settings["background"] = parse_background(args.background)
        report = convert_masks(**settings)
    return finish(report, left_out=report.problems and not args.allow_skips)
