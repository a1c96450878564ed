"""Find the command and run it."""

import io
import sys

from mmcsam.version import __version__

from .arguments import CommandParser
from .commands import COMMANDS, Command
from .exit_code import DONE, UNUSABLE, exit_code, user_input

PROGRAM = "python -m mmcsam"


def main(*words: str) -> int:
    """Run a command.

    Args:
        words: Name and arguments, such as ``"convert", "segpc", "data", "--out", "coco"``. A name
            of two words may be given as one argument.

    Returns:
        int: The exit code, see :mod:`mmcsam.cli.exit_code`.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):  # a file's name need not be text; reports show it
        sys.stdout.reconfigure(errors="backslashreplace")
    words = (*" ".join(words[:1]).split(), *words[1:])
    if set(words[:1]) <= {"-h", "--help", "help"}:
        return exit_code(lambda: _print(_list(COMMANDS)))
    if words[0] == "--version":
        return exit_code(lambda: _print(__version__))
    name = next((name for name in (" ".join(words[:2]), words[0]) if name in COMMANDS), None)
    if name is not None:
        return exit_code(lambda: _run(name, COMMANDS[name], words[len(name.split()) :]))
    group = {name: command for name, command in COMMANDS.items() if name.split()[0] == words[0]}
    if group and set(words[1:]) <= {"-h", "--help"}:
        return exit_code(lambda: _print(_list(group)))
    asked, names = " ".join(words[:2] if group else words[:1]), ", ".join(COMMANDS)
    print(f"error: {asked}: no such command, expected one of {names}", file=sys.stderr)
    return UNUSABLE


def _run(name: str, command: Command, words: tuple[str, ...]) -> int:
    module = command.load()
    parser = CommandParser(f"{PROGRAM} {name}", module.__doc__)
    module.add_arguments(parser)
    args = parser.parse_args(words)
    if command.components:
        with user_input():  # which part of MMDetection is missing, and how to get it
            import mmcsam.components  # noqa: F401
    return module.run(args)


def _list(commands: dict[str, Command]) -> str:
    width = max(map(len, commands)) + 2
    lines = [f"  {name:{width}}{command.summary}" for name, command in commands.items()]
    return "\n".join(
        [f"usage: {PROGRAM} COMMAND ...", "", *lines, "", f"{PROGRAM} COMMAND --help tells more"]
    )


def _print(text: str) -> int:
    print(text)
    return DONE
