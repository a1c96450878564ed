"""Export COCO annotations or predictions as label images, ImageJ ROIs, QuPath GeoJSON or CSV."""

import argparse
import sys
from pathlib import Path

from mmcsam.cli.exit_code import add_allow_skips, add_workers, run
from mmcsam.export.export import FORMATS, export_coco
from mmcsam.export.qupath import OBJECT_TYPES


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ann_file", type=Path, help="COCO JSON")
    parser.add_argument(
        "predictions",
        type=Path,
        nargs="?",
        help="COCO result list with masks (*.segm.json); default: export the annotations",
    )
    parser.add_argument("--out", type=Path, required=True, help="folder that receives the files")
    parser.add_argument(
        "--to",
        nargs="+",
        required=True,
        choices=FORMATS,
        help="labels: 16-bit TIFF; imagej: ROI ZIP files; qupath: GeoJSON; csv: one table",
    )
    parser.add_argument(
        "--score-thr",
        type=float,
        default=0.5,
        help="leave out predictions with a lower score (default: 0.5)",
    )
    parser.add_argument(
        "--images",
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
        choices=OBJECT_TYPES,
        help="annotations can be edited, detections are drawn faster "
        "(default: detection for predictions, annotation otherwise)",
    )
    add_workers(parser)
    add_allow_skips(parser)
    return parser.parse_args()


def main() -> int:
    args = parse_args()
    return run(
        lambda: export_coco(
            args.ann_file,
            args.out,
            args.to,
            args.predictions,
            args.score_thr,
            args.images,
            args.pixel_size,
            args.qupath_objects,
            args.workers,
        ),
        failed=lambda report: report.problems and not args.allow_skips,
    )


if __name__ == "__main__":
    sys.exit(main())
