"""Write COCO ground truth or predictions as SegPC-2021's BMP masks and as the challenge's text."""

import argparse
import sys
from pathlib import Path

from mmcsam.cli.exit_code import add_workers, run
from mmcsam.converters import restore_segpc


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("annotations", type=Path, help="COCO JSON with the images and classes")
    parser.add_argument(
        "predictions",
        type=Path,
        nargs="?",
        help="COCO result list to write instead of the annotations, such as *.segm.json",
    )
    parser.add_argument(
        "--out", type=Path, required=True, help="folder for the masks and submission.txt"
    )
    parser.add_argument(
        "--to",
        nargs="+",
        default=["masks", "submission"],
        choices=("masks", "submission"),
        help="what to write (default: both)",
    )
    parser.add_argument(
        "--score-thr", type=float, default=0.5, help="lowest score of a prediction (default: 0.5)"
    )
    add_workers(parser)
    return parser.parse_args()


def main() -> int:
    args = parse_args()
    return run(
        lambda: restore_segpc(
            args.annotations, args.out, args.predictions, args.to, args.score_thr, args.workers
        )
    )


if __name__ == "__main__":
    sys.exit(main())
