"""Print versions, devices and thread counts for a bug report; of a packed model, its card."""

import argparse
from pathlib import Path

from .exit_code import UNUSABLE, finish, user_input


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``info`` takes."""
    parser.add_argument(
        "model",
        type=Path,
        nargs="?",
        help="packed model, or its name, to tell of instead of this machine",
    )


def run(args: argparse.Namespace) -> int:
    """Print the block, and return the exit code."""
    from tabulate import tabulate

    from mmcsam.environment import environment

    if args.model is not None:
        with user_input():
            from mmcsam.inference import read_card
            from mmcsam.inference.model.catalogue import find_model

            rows = read_card(find_model(args.model)).rows()
    else:
        rows = environment()
    code = finish(tabulate(rows.items(), tablefmt="plain", disable_numparse=True))
    return UNUSABLE if "fault" in rows else code
