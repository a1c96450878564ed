import pytest

from mmcsam.report.charts.chart import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Axis, Chart, Series
from mmcsam.report.charts.distribution_charts import (
    best_iou_chart,
    boundary_error_chart,
    count_chart,
)
from mmcsam.report.charts.quality_charts import (
    f1_by_iou_chart,
    f1_by_score_chart,
    precision_recall_charts,
)


@pytest.mark.parametrize(
    ("value", "whole", "ticks"),
    [
        (0, True, [0, 1]),
        (3, True, [0, 1, 2, 3]),
        (13, True, [0, 5, 10, 15]),
        (4000, True, [0, 1000, 2000, 3000, 4000]),
        (0.07, False, [0, 0.02, 0.04, 0.06, 0.08]),
    ],
)
def test_ticks_are_round_and_reach_the_value(value, whole, ticks):
    axis = Axis.upto("x", value, whole)
    assert axis.ticks == pytest.approx(ticks)
    assert axis.high == ticks[-1]


def test_places_in_the_picture():
    chart = Chart("t", "s", Axis.share("x"), Axis.share("y"))
    assert (chart.left(0), chart.left(1)) == (LEFT, WIDTH - RIGHT)
    assert (chart.top(0), chart.top(1)) == (HEIGHT - BOTTOM, TOP)
    assert chart.line(Series(0, [(0, 0), (1, 1)])) == "M48.0 206.0L348.0 12.0"
    assert chart.left(7) == WIDTH - RIGHT  # nothing is drawn outside


def test_charts_of_two_models_have_two_series(first, second):
    models = [first, second]
    charts = [
        *precision_recall_charts(models, 100),
        f1_by_iou_chart(models),
        f1_by_score_chart(models),
        best_iou_chart(models),
        boundary_error_chart(models),
        count_chart(models),
    ]
    assert [[series.model for series in chart.series] for chart in charts] == [[0, 1]] * 8


def test_shares_from_another_start():
    axis = Axis.share("x", 0.5)
    assert axis.ticks == pytest.approx([0.5, 0.6, 0.7, 0.8, 0.9, 1])
    assert [axis.place(value) for value in (0.5, 0.75, 1)] == [0, 0.5, 1]
    assert (axis.place(0.2), axis.place(1.5)) == (0, 1)


def test_area_goes_down_to_the_axis():
    chart = Chart("t", "s", Axis.share("x"), Axis.upto("y", 4, whole=True))
    series = Series(0, [(0, 4), (0.5, 0), (1, 2)])
    line = "M48.0 12.0L198.0 206.0L348.0 109.0"
    assert chart.line(series) == line
    assert chart.area(series) == line + "L348.0 206.0L48.0 206.0Z"
