"""Print versions, devices and thread counts: one block to paste into a bug report."""

import argparse

from .exit_code import UNUSABLE, finish


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``info`` takes: nothing."""


def run(args: argparse.Namespace) -> int:
    """Print the block, and return the exit code."""
    from mmcsam.environment import environment

    report = environment()
    code = finish("\n".join(f"{name:<24}{value}" for name, value in report.items()))
    return UNUSABLE if "fault" in report else code
