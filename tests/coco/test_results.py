"""Predictions as a data set are matched with the truth by names."""

import pytest

from mmcsam.coco.data import CocoData, CocoImage
from mmcsam.coco.results import result_list

TRUTH = CocoData(
    {7: "cell", 9: "clump"},
    [
        CocoImage(11, "train/x/1.bmp", 4, 3),
        CocoImage(12, "val/x/1.bmp", 4, 3),
        CocoImage(13, "2.bmp", 4, 3),
    ],
)


def found(file_name="2.bmp", category="clump"):
    return {
        "images": [{"id": 1, "file_name": file_name}],
        "categories": [{"id": 1, "name": "other"}, {"id": 2, "name": category}][-1:],
        "annotations": [{"id": 5, "image_id": 1, "category_id": 2, "score": 0.5}],
    }


@pytest.mark.parametrize(
    ("file_name", "image_id"), [("2.bmp", 13), ("val/x/1.bmp", 12), ("train/x/1.bmp", 11)]
)
def test_by_name(file_name, image_id):
    assert result_list(found(file_name), TRUTH, "p.json") == [
        {"id": 5, "image_id": image_id, "category_id": 9, "score": 0.5}
    ]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (found("x/1.bmp"), "the image x/1.bmp could be one of 2"),
        (found("3.bmp"), "the image 3.bmp is not in the COCO file"),
        (found(category="bud"), "no class 'bud' in the COCO file; it has cell, clump"),
        (
            {**found(), "annotations": [{"id": 1, "image_id": 1, "category_id": 2}]},
            "expected a COCO result file, a list of predictions, or a COCO data set",
        ),
        ({"images": []}, "no annotations, categories, expected a COCO data set"),
    ],
)
def test_what_does_not_fit(content, text):
    with pytest.raises(ValueError, match=f"p.json: {text}"):
        result_list(content, TRUTH, "p.json")
