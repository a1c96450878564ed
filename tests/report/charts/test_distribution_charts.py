from drawn_models import FIRST, TRUTH, box

from mmcsam.report.charts.distribution_charts import (
    best_iou_chart,
    boundary_error_chart,
    count_chart,
)


def test_histogram_of_best_iou(first):
    chart = best_iou_chart([first])
    heights = dict(chart.series[0].points)
    assert max(heights.values()) == 2  # two cells at IoU 1
    steps = chart.series[0].points[1:-1:2]
    assert sum(count for _, count in steps) == 4
    assert "Median: first 0.83" in chart.summary


def test_far_boundary_errors_are_in_the_last_bar(first):
    chart = boundary_error_chart([first])
    steps = chart.series[0].points[1:-1:2]
    assert sum(count for _, count in steps) == 3


def test_counts_are_grouped(first):
    chart = count_chart([first])
    assert dict(zip(chart.series[0].points, chart.series[0].weights, strict=True)) == {
        (3, 3): 1,
        (1, 1): 1,
        (0, 0): 1,
    }
    assert chart.series[0].labels[0] == "first: 3 true, 3 predicted in a.png"
    assert "of 3 images: first 3" in chart.summary


def test_nothing_to_draw(evaluate):
    """Neither true nor predicted cells: no series, and a word on why."""
    model = evaluate("m", {"a": ([], [])}, {"a": []})
    for chart, absent in (
        (best_iou_chart([model]), "There are no true cells."),
        (boundary_error_chart([model]), "No cell was found."),
    ):
        assert chart.series == []
        assert chart.absent == absent
        assert chart.y.ticks == (0, 1)


def test_one_model_without_finds_beside_one_with(first, evaluate):
    nothing = evaluate("nothing", {name: ([], []) for name in TRUTH})
    chart = boundary_error_chart([nothing, first])
    assert [series.model for series in chart.series] == [1]
    assert "Median: first 0.00" in chart.summary
    assert "nothing" not in chart.summary


def test_images_of_the_same_counts_share_a_marker(evaluate):
    """Its label names three of them."""
    names = ["a", "b", "c", "d", "e"]
    found = {name: ([], []) for name in names[:4]} | {"e": FIRST["b.png"]}
    model = evaluate("m", found, {name: [box(20, 10)] for name in names})
    (series,) = count_chart([model]).series
    assert series.points == [(1, 0), (1, 1)]
    assert series.weights == [4, 1]
    assert series.labels == [
        "m: 1 true, 0 predicted in a, b, c and 1 more",
        "m: 1 true, 1 predicted in e",
    ]
