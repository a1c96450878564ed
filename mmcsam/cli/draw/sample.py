"""Draw a small data set in the form of SegPC-2021, to try the software without the real data."""

import argparse
from pathlib import Path

from mmcsam.cli.arguments import library_arguments
from mmcsam.cli.exit_code import finish, user_input


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``sample`` takes."""
    parser.add_argument("out", type=Path, help="folder that receives TCIA_SegPC_dataset")
    parser.add_argument("--train", type=int, default=60, help="training images")
    parser.add_argument("--validation", type=int, default=20, help="images")
    parser.add_argument("--test", type=int, default=4, help="images without masks")
    parser.add_argument(
        "--scale",
        type=float,
        default=0.25,
        help="size relative to SegPC-2021's 2560x1920 and 2040x1536 images",
    )
    parser.add_argument("--seed", type=int, default=0, help="same seed, same files")


def run(args: argparse.Namespace) -> int:
    """Draw, and return the exit code."""
    from mmcsam.synthesis.sample_tree import DATASET_FOLDER, write_sample_tree

    with user_input():
        there = (args.out / DATASET_FOLDER).exists()
        tree = write_sample_tree(**library_arguments(args))
    return finish(f"{tree}: was complete already" if there else tree)
