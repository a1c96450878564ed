"""Export COCO annotations or predictions as label images, ImageJ ROIs, QuPath GeoJSON or CSV."""

import argparse
from pathlib import Path

from .arguments import add_allow_skips, add_overwrite, add_workers, library_arguments
from .exit_code import finish, user_input

FORMATS = ("labels", "imagej", "qupath", "csv")
QUPATH_OBJECTS = ("annotation", "detection")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``export`` takes."""
    parser.add_argument("ann_file", type=Path, help="COCO JSON")
    parser.add_argument(
        "prediction_file",
        metavar="predictions",
        type=Path,
        nargs="?",
        help="COCO result list with masks (*.segm.json); without it the annotations are exported",
    )
    parser.add_argument("--out", type=Path, required=True, help="folder that receives the files")
    parser.add_argument(
        "--to",
        dest="formats",
        nargs="+",
        required=True,
        choices=FORMATS,
        help="labels: 16-bit TIFF; imagej: ROI ZIP files; qupath: GeoJSON; csv: one table",
    )
    parser.add_argument(
        "--score-thr", type=float, default=0.5, help="leave out predictions with a lower score"
    )
    parser.add_argument(
        "--images",
        dest="image_root",
        type=Path,
        metavar="DIR",
        help="folder that file_name starts from; adds mean intensities to the table",
    )
    parser.add_argument(
        "--pixel-size",
        type=float,
        metavar="MICROMETRES",
        help="size of a pixel; adds micrometres to the table",
    )
    parser.add_argument(
        "--qupath-objects",
        choices=QUPATH_OBJECTS,
        help="annotations can be edited, detections are drawn faster "
        "(default: detection for predictions, annotation otherwise)",
    )
    add_workers(parser)
    add_allow_skips(parser)
    add_overwrite(parser)


def run(args: argparse.Namespace) -> int:
    """Export, and return the exit code."""
    from mmcsam.export import export_coco

    with user_input():
        report = export_coco(**library_arguments(args, "allow_skips"))
    return finish(report, left_out=report.problems and not args.allow_skips)
