"""Draw a small data set in the form of SegPC-2021, to try the software without the real data."""

import argparse
import sys
from pathlib import Path

from mmcsam.cli.exit_code import run
from mmcsam.synthesis import write_sample_tree


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="folder that receives TCIA_SegPC_dataset")
    parser.add_argument("--train", type=int, default=60, help="training images (default: 60)")
    parser.add_argument("--validation", type=int, default=20, help="images (default: 20)")
    parser.add_argument("--test", type=int, default=4, help="images without masks (default: 4)")
    parser.add_argument(
        "--scale",
        type=float,
        default=0.25,
        help="size relative to SegPC-2021's 2560x1920 and 2040x1536 images (default: 0.25)",
    )
    parser.add_argument("--seed", type=int, default=0, help="same seed, same files (default: 0)")
    return parser.parse_args()


def main() -> int:
    args = parse_args()
    return run(
        lambda: write_sample_tree(
            args.out, args.train, args.validation, args.test, args.scale, args.seed
        )
    )


if __name__ == "__main__":
    sys.exit(main())
