"""Count the parameters of the models in the paper's Table 1, beside the paper's figures."""

import argparse
from pathlib import Path

from .exit_code import finish, user_input


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``parameters`` takes."""
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")


def run(args: argparse.Namespace) -> int:
    """Count, and return the exit code."""
    from mmcsam.engine.parameter_counts import parameter_table, table_text
    from mmcsam.jobs import write_json

    rows = parameter_table()
    if args.json:
        with user_input():
            write_json(args.json, rows)
    return finish(table_text(rows))
