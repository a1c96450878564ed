import cv2
import numpy as np

from mmcsam.report.gallery import draw_errors, draw_two_models, most_different, worst_and_median
from mmcsam.report.image_outcome import ImageOutcome


def outcomes(*qualities):
    none = np.zeros(0)
    return [
        ImageOutcome(f"{place}.png", (3, 4), [], [], none, none, none, none, quality)
        for place, quality in enumerate(qualities)
    ]


def test_worst_then_median_without_the_undefined():
    nan = float("nan")
    ranked = outcomes(0.9, 0.1, nan, 0.5, 0.5, 0.2, 0.8, 0.7)
    assert worst_and_median(ranked, 2) == ([1, 5], [3, 4])


def test_no_image_is_both_worst_and_median():
    assert worst_and_median(outcomes(0.3, 0.1, 0.2), 2) == ([1], [2])
    assert worst_and_median(outcomes(0.3, 0.1), 2) == ([1], [0])
    assert worst_and_median(outcomes(0.3), 2) == ([0], [])


def test_most_different_goes_both_ways():
    before, after = outcomes(0.5, 0.5, 0.5, 0.5), outcomes(0.9, 0.4, 0.5, 0.6)
    assert most_different(before, after) == ([0, 3], [1])
    assert most_different(before, after, 1) == ([0], [1])


def test_entries(first, second, tmp_path):
    cv2.imwrite(str(tmp_path / "a.png"), np.full((30, 40, 3), 90, np.uint8))
    (entry,) = draw_errors(first, [0], {"a.png": tmp_path / "a.png"})
    assert entry.figures == "PQ 0.556, 2 of 3 found, 1 false, mean IoU 0.833"
    assert [panel.caption for panel in entry.panels] == ["true cells", "predicted cells", "errors"]
    assert all(panel.address.startswith("data:image/webp;base64,") for panel in entry.panels)
    (entry,) = draw_two_models(first, second, [0], {})
    assert entry.figures == "PQ 0.556 and 1.000"
    assert [panel.caption for panel in entry.panels][1:] == ["errors of first", "errors of second"]
