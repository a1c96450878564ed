import json

import numpy as np
import pytest
from drawn_instances import make_pair

from mmcsam.evaluation import Evaluation, ImagePair
from mmcsam.evaluation import default_measures as default_measures
from mmcsam.evaluation.pairs import coco_pairs
from mmcsam.structures.rle import encode_masks


def evaluation_of(drawn, names=("cell",)):
    evaluation = Evaluation(default_measures, names)
    for truth, prediction, scores, crowd in drawn:
        evaluation.add({name: make_pair(truth, prediction, scores, crowd) for name in names})
    return evaluation


def test_one_image_is_as_that_image_alone(drawn):
    """More images than per_image looks at in one go."""
    images = [drawn[number % len(drawn)] for number in range(70)]
    rows = evaluation_of(images).per_image()
    for number in (0, 3, 63, 64, 69):
        alone = evaluation_of([images[number]]).values()
        assert {key: row[number] for key, row in rows.items()} == pytest.approx(alone, nan_ok=True)


def test_whole_weights_repeat_the_images(drawn):
    evaluation = evaluation_of(drawn)
    weights = np.random.default_rng(0).integers(0, 3, (1, len(drawn))).astype(float)
    repeated = [image for image, n in zip(drawn, weights[0], strict=True) for _ in range(int(n))]
    (row,) = evaluation.sample(weights)
    figures = dict(zip(evaluation.keys, row, strict=True))
    expected = evaluation_of(repeated).values()
    ranked = {key for key in figures if key.startswith(("AP", "boundary_AP"))}
    assert {key: figures[key] for key in figures if key not in ranked} == pytest.approx(
        {key: expected[key] for key in expected if key not in ranked}, nan_ok=True
    )
    # Here scores tie inside images, which repeating puts into another order.
    assert {key: figures[key] for key in ranked} == pytest.approx(
        {key: expected[key] for key in ranked}, abs=0.05
    )


def test_every_key_once_and_in_order():
    info = Evaluation(default_measures, ["cell"]).info
    keys = [figure.key for figure in info]
    assert len(set(keys)) == len(keys)
    assert keys[:8] == ["AP", "AP50", "AP75", "AR", "PQ", "SQ", "RQ", "F1_50_95"]
    for key in ("AJI", "mIoU", "SegPC", "boundary_AP", "boundary_IoU", "Dice", "HD95", "split"):
        assert key in keys
    assert all(figure.title and figure.meaning and figure.source for figure in info)


def test_no_images():
    evaluation = Evaluation(default_measures, ["cell"])
    for figures in (evaluation.values, evaluation.per_image):
        with pytest.raises(ValueError, match="there is no image to evaluate"):
            figures()


def test_images_without_cells_or_predictions(drawn):
    masks = drawn[0][0][:1]
    assert len(masks) == 1
    figures = evaluation_of([(masks[:0], masks[:0], [], [])]).values()
    defined = {key for key, value in figures.items() if not np.isnan(value)}
    pixels = {"mIoU", "cell_IoU", "background_IoU", "mIoU_image"}
    counts = {"cells_true", "cells_predicted", "count_error", "missed", "false_finds"}
    assert defined == pixels | counts | {"overcount", "undercount", "merged", "split"}
    missed = evaluation_of([(masks, masks[:0], [], [False])]).values()
    assert [missed[key] for key in ("AP", "PQ", "F1_50", "AJI", "SegPC", "missed")] == [0] * 5 + [1]
    invented = evaluation_of([(masks[:0], masks, [0.9], [])]).values()
    assert [invented[key] for key in ("PQ", "F1_50", "AJI", "false_finds")] == [0] * 3 + [1]
    assert np.isnan([invented[key] for key in ("AP", "AR", "SegPC", "recall_50")]).all()


def test_pairs_from_files(drawn, write_coco):
    categories, images = coco_pairs(*write_coco(drawn))
    assert categories == ("cell",)
    for (truth, prediction, scores, crowd), pairs in zip(drawn, images, strict=True):
        expected = make_pair(truth, prediction, scores, crowd)
        assert pairs["cell"].prediction == expected.prediction
        np.testing.assert_array_equal(pairs["cell"].scores, np.sort(scores)[::-1])
        np.testing.assert_array_equal(pairs["cell"].iou, expected.iou)
        assert (len(pairs["cell"].truth), pairs["cell"].crowd.tolist()) == (
            len(truth),
            crowd.tolist(),
        )


def test_annotations_of_one_id_are_instances_each(drawn, write_coco):
    paths = write_coco(drawn)
    expected = [len(pairs["cell"].truth) for pairs in coco_pairs(*paths)[1]]
    content = json.loads(paths[0].read_text())
    for annotation in content["annotations"]:
        annotation["id"] = 1
    paths[0].write_text(json.dumps(content))
    assert [len(pairs["cell"].truth) for pairs in coco_pairs(*paths)[1]] == expected


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"score": float("nan")}, "predictions.json: entry 1 has the score nan"),
        ({"score": None}, "predictions.json: entry 1 has the score None"),
        ({"score": "0.9"}, "predictions.json: entry 1 has the score '0.9'"),
        ({"image_id": 99}, "entry 1 has the image_id 99, which the COCO file does not have"),
        ({"category_id": 99}, "entry 1 has the category_id 99"),
        (
            {"segmentation": {"size": [50, 40], "counts": "0"}},
            r"entry 1 of \d+.png: the mask has \[50, 40\] rows and columns",
        ),
    ],
)
def test_bad_predictions(drawn, write_coco, change, message):
    paths = write_coco(drawn)
    content = json.loads(paths[1].read_text())
    content[0].update(change)
    paths[1].write_text(json.dumps(content))
    with pytest.raises(ValueError, match=message):
        coco_pairs(*paths)
    del content[0]["score"]
    paths[1].write_text(json.dumps(content))
    with pytest.raises(ValueError, match="predictions.json: an entry has no 'score'"):
        coco_pairs(*paths)


def test_two_images_of_one_id(drawn, write_coco):
    images = [{"id": 1, "file_name": name, "height": 40, "width": 50} for name in "ab"]
    with pytest.raises(ValueError, match="some images have the same id"):
        coco_pairs(*write_coco(drawn[:1], images=images))


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


def test_a_class_called_mean():
    with pytest.raises(ValueError, match="a class is called 'mean'"):
        Evaluation(default_measures, ["mean", "cell"])


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
