"""The parser of every command, and arguments that several share."""

import argparse
import shlex
import sys
from pathlib import Path
from typing import NoReturn

from .exit_code import UNUSABLE


class CommandParser(argparse.ArgumentParser):
    """A parser in the manner of all our commands.

    Descriptions keep their lines, help ends with the default where there is one, and a wrong call
    ends with the line ``error: ...`` and exit code 2.

    Args:
        prog: What to type for the command.
        description: What it does.
    """

    def __init__(self, prog: str, description: str | None) -> None:
        super().__init__(prog=prog, description=description, formatter_class=HelpFormatter)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and how the command is used, and exit."""
        self.print_usage(sys.stderr)
        print(f"error: {message}", file=sys.stderr)
        sys.exit(UNUSABLE)


class HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Add ``(default: ...)`` to the help of options that have one and do not say it."""

    def _get_help_string(self, action: argparse.Action) -> str | None:
        text = action.help
        absent = action.default in (None, False, argparse.SUPPRESS) or action.default == []
        if text is None or absent or "default:" in text:
            return text
        if isinstance(action.default, list | tuple):
            shown = " ".join(map(str, action.default)).replace("%", "%%")
            return f"{text} (default: {shown})"
        return f"{text} (default: %(default)s)"


def add_workers(parser: argparse.ArgumentParser) -> None:
    """Add ``--workers``."""
    parser.add_argument("--workers", type=int, help="processes (default: one a processor core)")


def add_allow_skips(parser: argparse.ArgumentParser) -> None:
    """Add ``--allow-skips``."""
    parser.add_argument(
        "--allow-skips",
        action="store_true",
        help="exit with 0 though something was skipped; it is reported all the same",
    )


def add_overwrite(parser: argparse.ArgumentParser) -> None:
    """Add ``--overwrite``."""
    parser.add_argument(
        "--overwrite",
        action="store_true",
        help="replace files that this program did not write, or that were changed since",
    )


def add_config_options(parser: argparse.ArgumentParser) -> None:
    """Add ``--cfg-options``."""
    parser.add_argument(
        "--cfg-options",
        nargs="+",
        action="extend",
        type=key_value,
        default=[],
        metavar="KEY=VALUE",
        help="settings that override the config: a.b=1 c=[1,2] d='[(1,2)]', no blanks",
    )


def add_launcher(parser: argparse.ArgumentParser, script: str) -> None:
    """Add ``--launcher`` and what launchers themselves add.

    Args:
        parser: Receives them.
        script: The shell script that sets the launcher.
    """
    parser.add_argument(
        "--launcher",
        choices=["none", "pytorch", "slurm", "mpi"],
        default="none",
        help=f"what starts several processes; tools/{script} sets it",
    )
    # torch.distributed.launch writes either spelling, by version.
    parser.add_argument("--local-rank", "--local_rank", type=int, default=0, help=argparse.SUPPRESS)


def key_value(text: str) -> str:
    """Return a ``KEY=VALUE`` pair as it is, or refuse it."""
    if "=" not in text:
        raise argparse.ArgumentTypeError(f"expected KEY=VALUE, got {text!r}")
    return text


def typed_command() -> str:
    """Return this process's command line, for the record or to type it again."""
    program, *words = sys.argv
    front_door = Path(program).name == "__main__.py"
    return shlex.join(["python", *(("-m", "mmcsam") if front_door else (program,)), *words])


def library_arguments(args: argparse.Namespace, *without: str) -> dict:
    """Return arguments by name for the library's function, which calls them the same.

    Args:
        args: Of the command line.
        without: Those that the function does not take.
    """
    return {name: value for name, value in vars(args).items() if name not in without}
