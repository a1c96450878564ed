"""What an evaluation found, for people: a table, a JSON file and an HTML page."""

from .evaluate_files import evaluate_files
from .evaluated_model import EvaluatedModel
from .evaluation_run import EvaluationRun
from .figures_file import write_figures
from .output import check_output
from .page import write_report
from .text_table import text_table

__all__ = [
    "check_output",
    "EvaluatedModel",
    "EvaluationRun",
    "evaluate_files",
    "text_table",
    "write_figures",
    "write_report",
]
