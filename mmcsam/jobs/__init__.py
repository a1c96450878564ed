"""Long work on many files: processes, output that is whole or absent, what was skipped."""

from .problem import Problem, UnusableFileError, problem_of
from .staging import staged
from .workers import map_in_processes

__all__ = ["Problem", "UnusableFileError", "map_in_processes", "problem_of", "staged"]
