"""COCO files and predictions, good and bad."""

import gc
import json

import numpy as np
import pytest
from pycocotools import mask as mask_api

from mmcsam.coco.reader import read_coco, read_predictions


@pytest.fixture
def coco():
    """One 6x4 image with a 2x2 cell."""
    mask = np.zeros((4, 6), np.uint8, order="F")
    mask[1:3, 2:4] = 1
    rle = mask_api.encode(mask)
    return {
        "images": [{"id": 7, "file_name": "a.png", "width": 6, "height": 4}],
        "categories": [{"id": 3, "name": "cell"}],
        "annotations": [
            {
                "id": 5,
                "image_id": 7,
                "category_id": 3,
                "segmentation": {"size": [4, 6], "counts": rle["counts"].decode()},
            }
        ],
    }


@pytest.fixture
def write(tmp_path):
    def write(content, name="coco.json"):
        path = tmp_path / name
        path.write_text(json.dumps(content))
        return path

    return write


def test_annotations(coco, write):
    data = read_coco(write(coco))
    (image,) = data.images
    (instance,) = image.instances
    assert data.categories == ("cell",)
    assert (image.file_name, image.width, image.height) == ("a.png", 6, 4)
    assert (instance.id, instance.category, instance.score) == (5, "cell", None)
    assert mask_api.area(instance.rle) == 4


def test_predictions_above_the_threshold(coco, write):
    rle = coco.pop("annotations")[0]["segmentation"]
    entry = {"image_id": 7, "category_id": 3, "segmentation": rle}
    predictions = write([{**entry, "score": 0.49}, {**entry, "score": 0.5}], "p.json")
    (instance,) = read_coco(write(coco), predictions).images[0].instances
    assert (instance.id, instance.score) == (2, 0.5)


@pytest.mark.parametrize(
    ("segmentation", "message"),
    [
        ("text", "a mask is an RLE or a list of polygons, not 'text'"),
        (5, "a mask is an RLE or a list of polygons, not 5"),
        ([[1, 1, float("nan"), 2, 3, 3]], "a polygon is no list of numbers"),
        ([["1", 1, 2, 2, 3, 3]], "a polygon is no list of numbers"),
        ([[1, 1, 1e9, 2, 3, 3]], r"a polygon reaches to 1e\+09"),
        ({"size": [4, 6], "counts": [-5, 29]}, "the RLE's counts are no whole numbers"),
        ({"size": [4, 6], "counts": [5, 2]}, "the RLE's counts make 7 pixels of 24"),
        ({"size": [4, 6], "counts": 5}, "the RLE's counts are text or whole numbers, not 5"),
        ({"size": 4, "counts": "x"}, r"has 4 rows and columns, its image \[4, 6\]"),
        ({"size": [6, 4], "counts": "x"}, r"has \[6, 4\] rows and columns, its image \[4, 6\]"),
    ],
)
def test_bad_masks(coco, write, segmentation, message):
    coco["annotations"][0]["segmentation"] = segmentation
    with pytest.raises(ValueError, match=f"coco.json: entry 5 of a.png: .*{message}"):
        read_coco(write(coco))


@pytest.mark.parametrize("what", ["image", "category"])
@pytest.mark.parametrize(("number", "text"), [(99, "99"), ([7], r"\[7\]")])
def test_entries_of_nothing(coco, write, what, number, text):
    coco["annotations"][0][f"{what}_id"] = number
    with pytest.raises(ValueError, match=f"entry 5 has the {what}_id {text}, which the COCO file"):
        read_coco(write(coco))


IMAGE = {"id": 7, "file_name": "a.png", "width": 6, "height": 4}


def test_annotations_are_needed_where_they_are_read(coco, write):
    del coco["annotations"]
    with pytest.raises(ValueError, match="coco.json: no list of annotations"):
        read_coco(write(coco))
    assert read_coco(write(coco), write([], "p.json")).images[0].instances == []


def test_bad_scores(coco, write):
    entry = {**coco["annotations"][0], "score": float("nan")}
    with pytest.raises(ValueError, match="entry 5 has the score nan"):
        read_coco(write(coco), write([entry], "p.json"))


def test_bad_files(coco, write, tmp_path):
    with pytest.raises(ValueError, match="p.json: expected a COCO result file, a list"):
        read_coco(write(coco), write(coco, "p.json"))
    with pytest.raises(ValueError, match="coco.json: expected a COCO file"):
        read_coco(write([]))
    for entry in ("text", ["text"]):
        with pytest.raises(ValueError, match=r"p.json: entry 1 is no object but \[?'text'"):
            read_coco(write(coco), write([entry], "p.json"))
    for text in ("{", "", "[1,", "\x00"):
        (tmp_path / "coco.json").write_text(text)
        with pytest.raises(ValueError, match="coco.json: not a JSON file"):
            read_coco(tmp_path / "coco.json")
    for text in ("[" * 100_000, '{"a":' * 100_000):
        (tmp_path / "coco.json").write_text(text)
        with pytest.raises(ValueError, match="coco.json: its JSON is nested too deep"):
            read_coco(tmp_path / "coco.json")
    (tmp_path / "coco.json").write_bytes(b'{"\xff": 1}')
    with pytest.raises(ValueError, match="coco.json: not a JSON file"):
        read_coco(tmp_path / "coco.json")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_marks(coco, tmp_path, encoding):
    coco["categories"][0]["name"] = "Körper"
    (tmp_path / "coco.json").write_text(json.dumps(coco, ensure_ascii=False), encoding)
    assert read_coco(tmp_path / "coco.json").categories == ("Körper",)


def test_annotations_as_an_object(coco, write):
    """LIVECell's."""
    coco["annotations"] = {"5": coco["annotations"][0]}
    data = read_coco(write(coco))
    assert [each.id for each in data.images[0].instances] == [5]
    assert data.notes == [
        "the annotations are an object by id; COCO has a list; they are read as one"
    ]


def test_notes_of_the_truth_come_with_the_predictions(coco, write):
    coco["images"][0]["id"] = "7"
    truth = read_coco(write(coco))
    entry = {**coco["annotations"][0], "score": 2}
    found = read_predictions(truth, write([entry], "p.json"))
    assert [note.partition(": ")[2] or note for note in found.notes] == [
        "1 ids of the images are no whole numbers; they are read as such",
        "1 of 1 entries have a score outside 0 to 1; score thresholds go by it as it is (first: "
        "entry 5)",
    ]
    assert len(truth.notes) == 1


def test_crowds_and_numbers_of_mask_files(coco, write):
    first = coco["annotations"][0]
    coco["annotations"].append({**first, "id": 6, "iscrowd": 1, "instance_number": 12})
    plain, crowd = read_coco(write(coco)).images[0].instances
    assert (plain.crowd, plain.instance_number) == (False, None)
    assert (crowd.crowd, crowd.instance_number) == (True, 12)


def test_predictions_leave_the_truth_as_it_is(coco, write):
    truth = read_coco(write(coco))
    entry = {**coco["annotations"][0], "score": 0.75}
    del entry["id"]
    found = read_predictions(truth, write([entry, {**entry, "score": 1}], "p.json"), score_thr=0.8)
    assert [(each.id, each.score) for each in found.images[0].instances] == [(2, 1)]
    assert [(each.id, each.score) for each in truth.images[0].instances] == [(5, None)]
    assert found.categories == ("cell",)


def test_images_keep_the_order_of_the_file(coco, write):
    coco["images"] = [{**IMAGE, "id": number, "file_name": f"{number}.png"} for number in (9, 2, 7)]
    images = read_coco(write(coco)).images
    assert [(image.id, len(image.instances)) for image in images] == [(9, 0), (2, 0), (7, 1)]


def test_the_garbage_collector_goes_on_afterwards(coco, write, tmp_path):
    read_coco(write(coco))
    assert gc.isenabled()
    with pytest.raises(FileNotFoundError):
        read_coco(tmp_path / "absent.json")
    assert gc.isenabled()
