"""List the models that can be named: those that come with mmcsam, and a lab's own.

A lab's list is the JSON file that the variable MMCSAM_MODELS names; docs/plasma-cells.md shows its
form.
"""

import argparse

from mmcsam.cli.exit_code import finish, user_input


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``models`` takes: nothing."""


def run(args: argparse.Namespace) -> int:
    """Print a row a model, and return the exit code."""
    from tabulate import tabulate

    from mmcsam.inference.model.catalogue import DEFAULT, known_models

    with user_input():
        rows = [
            [
                model.name + (" (default)" if model.name == DEFAULT else ""),
                model.version,
                model.origin,
                model.licence,
                model.sha256[:12],
                model.summary,
            ]
            for model in known_models()
        ]
    head = ["name", "version", "comes from", "licence", "SHA-256", "what it finds"]
    return finish(tabulate(rows, head, disable_numparse=True))
