"""Long work on many files: processes, progress, whole output or none, what was skipped."""

from .input_file import check_regular_file
from .output_guard import OutputGuard
from .output_names import output_names
from .problem import Problem, UnusableFileError, problem_of
from .progress import progress
from .staging import staged
from .walk_folders import walk_folders
from .whole_file import whole_file, write_json, write_text
from .workers import map_in_processes

__all__ = [
    "OutputGuard",
    "Problem",
    "UnusableFileError",
    "check_regular_file",
    "map_in_processes",
    "output_names",
    "problem_of",
    "progress",
    "staged",
    "walk_folders",
    "whole_file",
    "write_json",
    "write_text",
]
