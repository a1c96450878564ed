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
    notes = []
    assert result_list(found(file_name), TRUTH, "p.json", notes) == [
        {"id": 5, "image_id": image_id, "category_id": 9, "score": 0.5}
    ]
    first = "val/x/1.bmp" if image_id == 11 else "train/x/1.bmp"
    assert notes == [
        "p.json: 2 of 3 images were not predicted, and count as images in which nothing was found "
        f"(first: {first})"
    ]


def test_images_that_the_truth_does_not_have():
    content = found()
    content["images"].append({"id": 2, "file_name": "other.bmp"})
    content["annotations"] += [{**content["annotations"][0], "image_id": 2}] * 3
    notes = []
    assert len(result_list(content, TRUTH, "p.json", notes)) == 1
    assert notes[0] == (
        "p.json: 1 of 2 images are not in the COCO file; their 3 predictions do not count (first: "
        "other.bmp)"
    )


def test_ids_of_another_type():
    content = found()
    content["annotations"][0].update(image_id="1", category_id=2.0)
    assert result_list(content, TRUTH, "p.json", [])[0]["image_id"] == 13


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (found("x/1.bmp"), "the image x/1.bmp could be one of 2"),
        (found("3.bmp"), "the image 3.bmp is not in the COCO file, nor is any other"),
        (
            {**found(), "images": [{"id": n, "file_name": "2.bmp"} for n in (1, 2)]},
            "two of its images are the image with the id 13",
        ),
        (
            {**found(), "annotations": [{"image_id": 9, "category_id": 2, "score": 1}]},
            "annotation 1 has the image_id 9, which the file does not have",
        ),
        (
            {**found(), "annotations": [{"image_id": 1, "category_id": 9, "score": 1}]},
            "no category_id 9 in the COCO file",
        ),
        ({**found(), "images": [{"id": 1}]}, "1 of 1 images lacks 'file_name'"),
        ({**found(), "categories": [5]}, "1 of 1 categories lacks 'id'"),
        ({**found(), "annotations": ["x"]}, "1 of 1 annotations lacks 'image_id'"),
        (found(category="bud"), "no class 'bud' in the COCO file; it has cell, clump"),
        (
            {**found(), "annotations": [{"id": 1, "image_id": 1, "category_id": 2}]},
            "expected a COCO result file, a list of predictions, or a COCO data set",
        ),
        ({"images": []}, "no list of categories, expected a COCO data set"),
    ],
)
def test_what_does_not_fit(content, text):
    with pytest.raises(ValueError, match=f"p.json: {text}"):
        result_list(content, TRUTH, "p.json", [])
