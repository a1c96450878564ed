"""What decides a command's exit code, and how it says what is wrong."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

DONE = 0
LEFT_OUT = 1  # finished, but something was left out; it is listed
UNUSABLE = 2  # wrong usage or unusable input
INTERRUPTED = 130  # 128 + SIGINT
READER_GONE = 141  # 128 + SIGPIPE: what read the output, such as head, has closed it


class UnusableInputError(Exception):
    """Something that the user gave cannot be used; the message is all that they need to see."""


@contextmanager
def user_input() -> Iterator[None]:
    """Take errors in the block as the user's: they are shown in a line, without a traceback.

    Raises:
        UnusableInputError: In place of an ImportError, OSError or ValueError.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        if error.filename is None or error.strerror is None:  # the message is our own
            raise UnusableInputError(str(error)) from error
        raise UnusableInputError(
            f"{error.filename}: {error.strerror.lower()}, expected a path that can be used; "
            "check its name and rights"
        ) from error
    except (ImportError, ValueError) as error:
        raise UnusableInputError(str(error)) from error


@contextmanager
def unusable_files() -> Iterator[None]:
    """Take errors that name an unusable file as the user's; all others are ours.

    For work in which errors of other kinds are more likely faults of the program.

    Raises:
        UnusableInputError: In place of an UnusableFileError.
    """
    from mmcsam.jobs.problem import UnusableFileError

    try:
        yield
    except UnusableFileError as error:
        raise UnusableInputError(str(error)) from error


def exit_code(work: Callable[[], int], stopped: str = "stopped; nothing was written") -> int:
    """Do a command's work and return its exit code.

    Args:
        work: Returns DONE or LEFT_OUT.
        stopped: What to say after Ctrl-C.

    Returns:
        int: One of the codes above. Errors of other kinds than :class:`UnusableInputError` are
        ours, and come with their traceback.
    """
    try:
        code = work()
        sys.stdout.flush()
        return code
    except SystemExit as end:  # the parser has said what is wrong, or what help was asked for
        return DONE if end.code is None else int(end.code)
    except UnusableInputError as error:
        print(f"error: {error}", file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        print(f"\n{stopped}", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # Else Python flushes at its end, and complains.
        for stream in (sys.stdout, sys.stderr):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return READER_GONE


def finish(report: object, left_out: object = False) -> int:
    """Print a report and return the code of work that is done.

    Args:
        report: What was done.
        left_out: Whether anything was left out.
    """
    print(report)
    return LEFT_OUT if left_out else DONE
