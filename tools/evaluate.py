"""Evaluate anyone's predictions, without a model: figures with intervals, and a report.

python tools/evaluate.py annotations.json predictions.segm.json --report report --images images
python tools/evaluate.py true_label_images predicted_label_images --json figures.json
"""

import argparse
import math
import shlex
import sys
from pathlib import Path


def parse_args(argv=None):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "truth", type=Path, help="COCO JSON, or a folder of label images (0 background)"
    )
    parser.add_argument(
        "prediction",
        type=Path,
        help="COCO result list with masks, or a folder of label images of the same names",
    )
    parser.add_argument("--name", help="what to call the model (the prediction's name)")
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
        type=float,
        default=0.5,
        help="lowest score that counts in figures without scores: all but AP and AR (0.5)",
    )
    parser.add_argument(
        "--max-dets", type=int, default=100, help="predictions in an image that count in AP (100)"
    )
    parser.add_argument(
        "--boundary",
        type=int,
        default=5,
        metavar="PX",
        help="width of the boundary in boundary AP and IoU, in pixels (5)",
    )
    parser.add_argument(
        "--resamples", type=int, default=1000, help="resamples of the bootstrap (1000)"
    )
    args = parser.parse_args(argv)
    for name in ("max_dets", "boundary", "resamples"):
        if getattr(args, name) < 1:
            parser.error(f"--{name.replace('_', '-')} {getattr(args, name)}: must be 1 or more")
    if not math.isfinite(args.score_thr):
        parser.error(f"--score-thr {args.score_thr}: must be a number, such as 0.5")
    if args.json and args.json.is_dir():
        parser.error(f"--json {args.json}: is a folder; give a file")
    if args.report and args.report.is_file():
        parser.error(f"--report {args.report}: is a file; give a folder")
    if args.images and not args.report:
        parser.error("--images: pictures are in the report only; give --report too")
    if args.images and not args.images.is_dir():
        parser.error(f"--images {args.images}: no such folder")
    return args


def name_and_path(text):
    name, separator, path = text.partition("=")
    if not (name and separator and path):
        raise argparse.ArgumentTypeError(f"expected NAME=PRED, got {text!r}")
    return name, Path(path)


def read_pairs(args, prediction, notes):
    """Return the class names and the pairs of all images."""
    from mmcsam.evaluation.pairs import coco_pairs, label_pairs
    from mmcsam.evaluation.pairs.label_pairs import CATEGORY

    for path in (args.truth, prediction):
        if not path.exists():
            raise FileNotFoundError(f"{path} does not exist")
    if args.truth.is_dir() != prediction.is_dir():
        raise ValueError(
            f"{args.truth} and {prediction}: one is a folder and one a file; give two COCO files "
            "or two folders of label images"
        )
    if not args.truth.is_dir():
        return coco_pairs(args.truth, prediction)
    pairs, found = label_pairs(args.truth, prediction, args.allow_missing)
    notes += [note for note in found if note not in notes]
    return (CATEGORY,), pairs


def evaluate(args):
    """Evaluate all models."""
    from tqdm import tqdm

    from mmcsam.evaluation import Evaluation
    from mmcsam.evaluation.default_measures import default_measures
    from mmcsam.report import EvaluatedModel, EvaluationRun

    models, notes = [], []
    first = (args.name or args.prediction.name.split(".")[0], args.prediction)
    for name, path in (first, *args.compare):
        categories, images = read_pairs(args, path, notes)
        if not images:
            raise ValueError(f"{args.truth}: there are no images; give a data set of one or more")
        evaluation = Evaluation(
            lambda: default_measures(args.max_dets, args.boundary), categories, args.score_thr
        )
        try:
            for pair in (pair for pairs in images for pair in pairs.values()):
                pair.check_masks()
            evaluation.extend(tqdm(images, desc=f"evaluating {name}", unit="image"))
        except ValueError as error:  # it names the image and the mask
            raise ValueError(f"{args.truth} and {path}: {error}") from error
        models.append(EvaluatedModel(name, str(path), images, evaluation, args.resamples))
    settings = {
        "score_thr": args.score_thr,
        "max_dets": args.max_dets,
        "boundary_px": args.boundary,
        "resamples": args.resamples,
        "interval": 0.95,
        "seed": 0,
    }
    command = shlex.join(["python", "tools/evaluate.py", *sys.argv[1:]])
    return EvaluationRun(str(args.truth), models, settings, command, notes)


def main():
    args = parse_args()
    # Not above: -h answers at once and in any installation.
    from mmcsam.report import text_table, write_figures, write_report

    try:
        run = evaluate(args)
        print(text_table(run), flush=True)
        # The report first: it fails where an image is missing, and then nothing is written.
        page = write_report(run, args.report, args.images) if args.report else None
        if args.json:
            print(f"figures  {write_figures(run, args.json)}")
        if page:
            print(f"report   {page.resolve().as_uri()}")
    except (OSError, ValueError) as error:
        sys.exit(f"evaluate.py: {error}")
    except KeyboardInterrupt:
        sys.exit("\nevaluate.py: stopped")


if __name__ == "__main__":
    main()
