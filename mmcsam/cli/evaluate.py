"""Evaluate anyone's predictions, without a model: figures with intervals, and a report.

python -m mmcsam evaluate annotations.json predictions.segm.json --report report --images images
python -m mmcsam evaluate true_label_images predicted_label_images --json figures.json
"""

import argparse
import math
from pathlib import Path

from .arguments import add_overwrite, typed_command
from .exit_code import DONE, user_input


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``evaluate`` takes."""
    parser.add_argument(
        "truth", type=Path, help="COCO JSON, or a folder of label images (0 background)"
    )
    parser.add_argument(
        "prediction",
        type=Path,
        help="COCO result list with masks, or a folder of label images of the same names",
    )
    parser.add_argument("--name", help="what to call the model (default: the prediction's name)")
    parser.add_argument(
        "--compare",
        nargs="+",
        action="extend",
        type=name_and_path,
        default=[],
        metavar="NAME=PRED",
        help="further models: how they differ from the first one, by a paired bootstrap",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures")
    parser.add_argument("--report", type=Path, metavar="DIR", help="write DIR/index.html")
    parser.add_argument(
        "--images",
        type=Path,
        metavar="DIR",
        help="folder that the images' names start from, for the report's pictures",
    )
    parser.add_argument(
        "--allow-missing",
        action="store_true",
        help="a label image without a prediction file is an image in which nothing was found",
    )
    parser.add_argument(
        "--score-thr",
        type=finite,
        default=0.5,
        help="lowest score that counts in figures without scores: all but AP and AR",
    )
    parser.add_argument(
        "--max-dets",
        type=count,
        help="predictions of a class in an image that count in AP (default: 100 as in COCO, or all "
        "where an image has more true cells)",
    )
    parser.add_argument(
        "--boundary",
        type=count,
        default=5,
        metavar="PX",
        help="width of the boundary in boundary AP and IoU, in pixels",
    )
    parser.add_argument("--resamples", type=count, default=1000, help="resamples of the bootstrap")
    add_overwrite(parser)


def run(args: argparse.Namespace) -> int:
    """Evaluate, and return the exit code."""
    from mmcsam.report import (
        check_output,
        evaluate_files,
        text_table,
        write_figures,
        write_report,
    )

    first = (args.name or args.prediction.name.split(".")[0], args.prediction)
    written = []
    with user_input():
        check_paths(args)
        read = [args.truth, first[1], *(path for _, path in args.compare)]
        # At once, not after minutes of work.
        if args.report:
            check_output(args.report / "index.html", read, args.overwrite)
        if args.json:
            check_output(args.json, read, args.overwrite)
        evaluation = evaluate_files(
            args.truth,
            [first, *args.compare],
            score_thr=args.score_thr,
            max_dets=args.max_dets,
            boundary_px=args.boundary,
            resamples=args.resamples,
            allow_missing=args.allow_missing,
            command=typed_command(),
        )
        # The report first: it fails where an image is missing, and then nothing is written.
        if args.report:
            page = write_report(evaluation, args.report, args.images, args.overwrite)
            written.append(f"report   {page.resolve().as_uri()}")
        if args.json:
            written.append(f"figures  {write_figures(evaluation, args.json, args.overwrite)}")
    print("\n".join([text_table(evaluation), *written]))
    return DONE


def check_paths(args: argparse.Namespace) -> None:
    """Check what is written and read besides the predictions.

    Raises:
        ValueError: If a file is a folder or a folder a file, or pictures would go nowhere.
    """
    if args.json and args.json.is_dir():
        raise ValueError(f"--json {args.json}: is a folder; give a file")
    if args.report and args.report.is_file():
        raise ValueError(f"--report {args.report}: is a file; give a folder")
    if args.images and not args.report:
        raise ValueError("--images: pictures are in the report only; give --report too")
    if args.images and not args.images.is_dir():
        raise ValueError(f"--images {args.images}: no such folder")


def count(text: str) -> int:
    """Return a whole number of 1 or more, or refuse the text."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} must be 1 or more")
    return int(text)


def finite(text: str) -> float:
    """Return a finite number, or refuse the text."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"{text} must be a number, such as 0.5")
    return value


def name_and_path(text: str) -> tuple[str, Path]:
    """Return both sides of ``NAME=PRED``, or refuse the text."""
    name, separator, path = text.partition("=")
    if not (name and separator and path):
        raise argparse.ArgumentTypeError(f"expected NAME=PRED, got {text!r}")
    return name, Path(path)
