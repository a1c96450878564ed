"""Run scripts of this repository, with their progress on the screen and the rest in a log."""

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from mmcsam.cli.exit_code import UnusableInputError

REPOSITORY = Path(__file__).resolve().parents[1]
PROGRESS = re.compile(r"(Iter|Epoch)\((train|val|test)\).*")


def script_words(script: str, *arguments: object) -> list[str]:
    """Return the command that runs a Python script of this repository."""
    return [sys.executable, str(REPOSITORY / script), *map(str, arguments)]


def command_words(command: str, *arguments: object) -> list[str]:
    """Return the command that runs one of ``python -m mmcsam``."""
    return [sys.executable, "-m", "mmcsam", *command.split(), *map(str, arguments)]


def training_words(config: Path, folder: Path, options: Sequence[str] = ()) -> list[str]:
    """Return the command that trains a config, or goes on with an interrupted training.

    Args:
        config: The config's file.
        folder: Its work dir.
        options: Settings of the config, as KEY=VALUE.
    """
    words = script_words("tools/train.py", config, "--work-dir", folder)
    if (folder / "last_checkpoint").is_file():
        words.append("--resume")
    return [*words, "--cfg-options", *options] if options else words


def run_logged(words: list[str], environment: dict, log: Path, label: str = "") -> None:
    """Run a command with its output in a file, and the lines that show progress on the screen.

    Raises:
        UnusableInputError: If it ends with another code than 0; the message has the end of the log.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with (
        open(log, "a", encoding="utf-8") as file,
        subprocess.Popen(
            words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process,
    ):
        for line in process.stdout:
            file.write(line)
            if match := PROGRESS.search(line):
                print(f"  {label}{match[0].rstrip()}", flush=True)
    if process.returncode:
        # A script, or a command of python -m mmcsam
        name = words[3] if words[1] == "-m" else Path(words[1]).relative_to(REPOSITORY)
        raise UnusableInputError(
            f"{name} failed with exit code {process.returncode}; the end of {log} says more:\n"
            f"{tail(log)}"
        )


def tail(path: Path, lines: int = 15) -> str:
    """Return the last lines of a file."""
    return "\n".join(path.read_text().splitlines()[-lines:])


def last_checkpoint(folder: Path) -> Path:
    """Return the checkpoint that a training in a work dir wrote last."""
    return Path((folder / "last_checkpoint").read_text().strip())
