"""What an evaluation found, for people: a table, a JSON file and an HTML page."""

from .evaluate_files import evaluate_files
from .evaluated_model import EvaluatedModel
from .evaluation_run import EvaluationRun
from .figures_file import write_figures
from .page import write_report
from .text_table import text_table

__all__ = [
    "EvaluatedModel",
    "EvaluationRun",
    "evaluate_files",
    "text_table",
    "write_figures",
    "write_report",
]
