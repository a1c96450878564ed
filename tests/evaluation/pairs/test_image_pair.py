import numpy as np
import pytest
from drawn_instances import make_pair
from drawn_strips import strips

from mmcsam.evaluation import ImagePair
from mmcsam.structures.rle import encode_masks


@pytest.mark.parametrize(
    ("side", "name"), [("truth", "true mask 2"), ("prediction", "the predicted mask of score 0.3")]
)
def test_damaged_masks_are_named(side, name):
    mask = encode_masks(np.ones((1, 4, 4), np.uint8))[0]
    masks = {"truth": [mask, mask], "prediction": [mask, mask]}
    masks[side] = [mask, {"size": [4, 4], "counts": "04"}]
    pair = ImagePair("a.png", (4, 4), **masks, scores=[0.6, 0.3])
    with pytest.raises(ValueError, match=f"a.png: {name}: the RLE's counts are damaged: they"):
        pair.check_masks()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"size": (5, 5)}, r"a.png: true mask 1 has \[4, 4\] rows and columns, the image \[5, 5\]"),
        ({"scores": [0.5]}, r"a.png: scores has shape \(1,\), expected one value for each of 2"),
        ({"scores": [0.5, np.inf]}, "a.png: prediction 2 has the score inf"),
    ],
)
def test_bad_pairs(changes, message):
    masks = encode_masks(np.ones((2, 4, 4), np.uint8))
    with pytest.raises(ValueError, match=message):
        ImagePair("a.png", **{"size": (4, 4), "truth": masks[:1], "prediction": masks, **changes})


@pytest.fixture
def crowded():
    """A cell at 0 to 9 and a crowd region at 10 to 19; predictions by score: two, then one."""
    prediction = strips((0, 8), (9, 15), (5, 15))
    return make_pair(strips((0, 10), (10, 20)), prediction, [0.5, 0.9, 0.5], [False, True])


def test_predictions_come_by_score_and_equal_ones_in_order(crowded):
    assert crowded.scores.tolist() == [0.9, 0.5, 0.5]
    assert crowded.prediction == encode_masks(strips((9, 15), (0, 8), (5, 15)))
    assert crowded.prediction_area.tolist() == [6, 8, 10]


def test_scores_are_1_where_there_are_none():
    assert make_pair(strips(), strips((0, 1), (3, 4))).scores.tolist() == [1, 1]


def test_overlaps_hand_computed(crowded):
    assert crowded.truth_area.tolist() == [10, 10]
    assert crowded.intersection.tolist() == [[1, 8, 5], [5, 0, 5]]
    # Of a crowd region it is the share of the prediction that lies inside.
    np.testing.assert_allclose(crowded.iou, [[1 / 15, 0.8, 1 / 3], [5 / 6, 0, 0.5]])


def test_overlaps_of_masks_without_pixels():
    pair = make_pair(strips((0, 0), (0, 4)), strips((0, 0), (2, 4)))
    assert pair.iou.tolist() == [[0, 0], [0, 0.5]]
    assert pair.intersection.tolist() == [[0, 0], [0, 2]]
    assert pair.truth_area.tolist() == [0, 4]


@pytest.mark.parametrize(("truths", "predictions"), [(0, 0), (2, 0), (0, 2)])
def test_nothing_on_one_side(truths, predictions):
    masks = strips((0, 4), (5, 9))
    pair = make_pair(masks[:truths], masks[:predictions])
    assert pair.iou.shape == pair.intersection.shape == (truths, predictions)
    assert pair.truth_area.tolist() == [4] * truths
    assert pair.prediction_area.tolist() == [4] * predictions
    assert [each.tolist() for each in pair.matches] == [[], []]


def test_confident_leaves_out_crowds_and_what_lies_in_them(crowded):
    """More than half of the first prediction does, exactly half of the third."""
    pair = crowded.confident(0.5)
    assert pair.truth == encode_masks(strips((0, 10)))
    assert pair.prediction == encode_masks(strips((0, 8), (5, 15)))
    assert pair.crowd.tolist() == [False]
    np.testing.assert_allclose(pair.iou, [[0.8, 1 / 3]])
    assert [each.tolist() for each in pair.matches] == [[0], [0]]


def test_confident_takes_the_threshold_itself():
    pair = make_pair(strips((0, 4)), strips((0, 4), (0, 3)), [0.5, 0.4])
    assert pair.confident(0.5).scores.tolist() == [0.5]
    assert pair.confident(0.51).scores.tolist() == []
    assert pair.confident(0.4) is pair


def test_sound_masks_pass_the_check(crowded):
    crowded.check_masks()
