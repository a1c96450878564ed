"""Charts of a report, as data that the SVG template draws."""

from .chart import Axis, Chart, Series
from .distribution_charts import best_iou_chart, boundary_error_chart, count_chart
from .quality_charts import f1_by_iou_chart, f1_by_score_chart, precision_recall_charts

__all__ = [
    "Axis",
    "Chart",
    "Series",
    "best_iou_chart",
    "boundary_error_chart",
    "count_chart",
    "f1_by_iou_chart",
    "f1_by_score_chart",
    "precision_recall_charts",
]
