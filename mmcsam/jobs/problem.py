"""What a converter could not use."""

from dataclasses import astuple, dataclass


@dataclass(frozen=True)
class Problem:
    """One file or folder that was skipped, and why.

    Attributes:
        file: Path relative to the source folder, with forward slashes.
        found: What is wrong with it.
        expected: What it should be.
        cure: What the user can do.
    """

    file: str
    found: str
    expected: str
    cure: str

    def __str__(self) -> str:
        return f"{self.file}: {self.found}; expected {self.expected}. {self.cure}."


class UnusableFileError(ValueError):
    """A file that cannot be used.

    Args:
        file: What to call it, see :class:`Problem`.
        found: What is wrong with it.
        expected: What it should be.
        cure: What the user can do.

    Attributes:
        problem: All of this.
    """

    def __init__(self, file: str, found: str, expected: str, cure: str) -> None:
        self.problem = Problem(file, found, expected, cure)
        super().__init__(str(self.problem))

    def __reduce__(self) -> tuple:
        return type(self), astuple(self.problem)


def problem_of(error: UnusableFileError | OSError, name: str) -> Problem:
    """Return what an error says of a file.

    Args:
        error: From reading the file.
        name: What to call the file, where the error does not say.
    """
    if isinstance(error, UnusableFileError):
        return error.problem
    return Problem(
        name,
        f"cannot be read ({error.strerror or error})",
        "a readable file or folder",
        "Check its rights",
    )
