"""What a converter could not use."""

from dataclasses import dataclass


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
    """A file that cannot be used. ``problem`` says which, why, and what to do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem

    def __reduce__(self) -> tuple:
        return type(self), (self.problem,)
