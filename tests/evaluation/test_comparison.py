import numpy as np
import pytest
from drawn_instances import make_pair
from drawn_strips import strips

from mmcsam.evaluation import (
    AdditiveMeasure,
    Evaluation,
    F1Measure,
    Figure,
    PanopticQualityMeasure,
    compare,
)


class MeanCount(AdditiveMeasure):
    """Predictions an image."""

    info = (Figure("count", "", "", "", "cells"),)

    def statistics(self, pair):
        return len(pair.prediction), 1

    def from_sums(self, sums):
        return sums[:, :1] / sums[:, 1:]


CELLS = [(start, start + 2) for start in range(0, 20, 2)]


def evaluation_of(measure, counts, truths=1, names=None):
    """Evaluate images with that many cells, of which the first is the true one."""
    evaluation = Evaluation(lambda: [measure()], ["cell"])
    for place, count in enumerate(counts):
        pair = make_pair(strips(*CELLS[:truths]), strips(*CELLS[:count]), name=f"{place}.png")
        pair.file_name = names[place] if names else pair.file_name
        evaluation.add({"cell": pair})
    return evaluation


def test_what_is_hard_about_an_image_falls_out():
    """One cell more in each image, of images that differ much."""
    counts = [0, 1, 5, 9, 2]
    first = evaluation_of(MeanCount, counts)
    second = evaluation_of(MeanCount, [count + 1 for count in counts])
    low, high = first.intervals(200)["count"]
    assert high - low > 3
    difference = compare(first, second, resamples=200)["count"]
    assert difference.value == pytest.approx(1)
    assert difference.interval == pytest.approx((1, 1))
    assert difference.share_above == 1
    assert compare(second, first, resamples=200)["count"].share_above == 0


def test_ties_count_half():
    """The second model differs in one of two images, which three of four resamples hold."""
    first, second = (evaluation_of(MeanCount, counts) for counts in ([1, 1], [2, 1]))
    difference = compare(first, second, resamples=4000)["count"]
    assert difference.value == 0.5
    assert difference.interval == (0, 1)
    assert difference.share_above == pytest.approx(0.75 + 0.25 / 2, abs=0.02)
    same = compare(first, first, resamples=10)["count"]
    assert same == (0, (0, 0), 0.5)


def test_resamples_in_which_a_figure_is_undefined_do_not_count():
    """Precision needs a prediction; one model is right, the other half right, in one image."""
    first, second = (evaluation_of(F1Measure, [count, 0]) for count in (2, 1))
    difference = compare(first, second, resamples=200)["precision_50"]
    assert difference == (0.5, (0.5, 0.5), 1)
    nothing = evaluation_of(F1Measure, [0, 0], truths=0)
    value, interval, share = compare(nothing, nothing, resamples=10)["F1_50"]
    assert np.isnan([value, *interval, share]).all()


@pytest.mark.parametrize("change", ["images", "figures"])
def test_other_images_or_figures(change):
    first = evaluation_of(MeanCount, [1, 2])
    if change == "images":
        second = evaluation_of(MeanCount, [1, 2], names=["0.png", "2.png"])
    else:
        second = evaluation_of(PanopticQualityMeasure, [1, 2])
    with pytest.raises(ValueError, match="the two evaluations have other images or figures"):
        compare(first, second)
