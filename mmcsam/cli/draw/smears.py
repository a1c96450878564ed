"""Draw bone-marrow smears in which every nucleated cell is outlined, as COCO.

python -m mmcsam smears drawn --images 100

These are what the model of drawn smears learns from; plasma cells are one class, all other
nucleated cells another.
"""

import argparse
from pathlib import Path

from mmcsam.cli.arguments import add_overwrite, library_arguments
from mmcsam.cli.exit_code import finish, user_input


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``smears`` takes."""
    parser.add_argument("out", type=Path, help="folder for the images and instances.json")
    parser.add_argument("--images", type=int, default=20, help="how many")
    parser.add_argument(
        "--size", type=int, nargs=2, default=(512, 384), metavar=("WIDTH", "HEIGHT"), help="pixels"
    )
    parser.add_argument("--seed", type=int, default=0, help="same seed, same images")
    add_overwrite(parser)


def run(args: argparse.Namespace) -> int:
    """Draw, and return the exit code."""
    from mmcsam.synthesis.marrow.write_smears import write_smears

    with user_input():
        path = write_smears(**library_arguments(args))
    return finish(path)
