import json

import numpy as np
import pytest
from drawn_instances import make_pair

from mmcsam.coco.reader import read_coco
from mmcsam.evaluation.pairs import coco_pairs


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
        ({"score": "high"}, "predictions.json: entry 1 has the score 'high'"),
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
    with pytest.raises(ValueError, match="predictions.json: entry 1 has no 'score'"):
        coco_pairs(*paths)


def test_two_images_of_one_id(drawn, write_coco):
    images = [{"id": 1, "file_name": name, "height": 40, "width": 50} for name in "ab"]
    with pytest.raises(ValueError, match="some images have the same id"):
        coco_pairs(*write_coco(drawn[:1], images=images))


def test_images_come_by_id_and_a_read_file_is_as_good(drawn, write_coco):
    images = [{"id": n, "file_name": f"{n}.png", "height": 40, "width": 50} for n in (3, 1, 2)]
    paths = write_coco(drawn[:3], images=images)
    for truth in (paths[0], read_coco(paths[0])):
        pairs = [each["cell"] for each in coco_pairs(truth, paths[1])[1]]
        assert [pair.file_name for pair in pairs] == ["1.png", "2.png", "3.png"]
        assert [len(pair.truth) for pair in pairs] == [len(image[0]) for image in drawn[:3]]


def test_classes_are_kept_apart(drawn, write_coco):
    categories = [{"id": 2, "name": "nucleus"}, {"id": 1, "name": "cell"}]
    paths = write_coco(drawn[:1], categories=categories)
    content = json.loads(paths[1].read_text())
    content[0]["category_id"] = 2
    paths[1].write_text(json.dumps(content))
    names, (pairs,) = coco_pairs(*paths)
    assert sorted(names) == sorted(pairs) == ["cell", "nucleus"]
    assert len(pairs["nucleus"].truth) == 0
    assert len(pairs["nucleus"].prediction) == 1
    assert len(pairs["cell"].truth) == len(drawn[0][0])
    assert len(pairs["cell"].prediction) == len(drawn[0][1]) - 1
