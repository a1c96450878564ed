"""Print versions, devices and thread counts: one block to paste into a bug report."""

import argparse

from .exit_code import UNUSABLE, finish


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``info`` takes: nothing."""


def run(args: argparse.Namespace) -> int:
    """Print the block, and return the exit code."""
    from tabulate import tabulate

    from mmcsam.environment import environment

    report = environment()
    code = finish(tabulate(report.items(), tablefmt="plain", disable_numparse=True))
    return UNUSABLE if "fault" in report else code
