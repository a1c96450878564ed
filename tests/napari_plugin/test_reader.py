"""Results as layers, as plain data."""

import json

import numpy as np
import pytest
from exported_masks import HEIGHT, MASKS, WIDTH, annotation

from mmcsam.export.label_image import write_label_image
from mmcsam.napari_plugin.reader import get_reader

CATEGORIES = [{"id": 1, "name": "cell"}, {"id": 2, "name": "other"}]


def write_coco(path, *images, scores=()):
    """Write images, each with these masks."""
    entries = [
        annotation(0, mask, image_id, 1 + number % 2)
        for image_id, masks in enumerate(images, start=1)
        for number, mask in enumerate(masks)
    ]
    for number, entry in enumerate(entries, start=1):
        entry["id"] = number
    for entry, score in zip(entries, scores, strict=False):
        entry["score"] = score
    names = [f"{number}.png" for number in range(1, len(images) + 1)]
    listed = [
        {"id": i, "file_name": name, "width": WIDTH, "height": HEIGHT}
        for i, name in enumerate(names, start=1)
    ]
    path.write_text(
        json.dumps({"images": listed, "categories": CATEGORIES, "annotations": entries})
    )
    return str(path)


def layers(path):
    return get_reader(path)(path)


def test_predictions_with_scores(tmp_path):
    masks = MASKS["plain"], MASKS["holed"], MASKS["pixel"]
    path = write_coco(tmp_path / "instances.json", masks, [], scores=[0.9, 0.25, 0.0])
    first, second = layers(path)
    labels, attributes, kind = first
    assert kind == "labels"
    for number, mask in enumerate(masks, start=1):
        np.testing.assert_array_equal(labels == number, mask > 0)
    assert attributes["features"] == {
        "index": [1, 2, 3],
        "class": ["cell", "other", "cell"],
        "score": [0.9, 0.25, 0.0],
        "area_px": [int(mask.sum()) for mask in masks],
    }
    assert [one["visible"] for _, one, _ in (first, second)] == [True, False]
    assert [one["name"] for _, one, _ in (first, second)] == ["1.png cells", "2.png cells"]
    assert not second[0].any()


def test_a_folder_is_its_coco_file(tmp_path):
    write_coco(tmp_path / "instances.json", [MASKS["parts"]])
    [(labels, attributes, _)] = layers(str(tmp_path))
    np.testing.assert_array_equal(labels, MASKS["parts"])
    assert "score" not in attributes["features"]


def test_a_folder_of_label_images(tmp_path):
    (tmp_path / "run.json").write_text("{}")
    drawn = np.zeros((5, 6), np.uint16)
    drawn[1:3, 2:4], drawn[4, 0] = 7, 2
    for name in ("b/2", "a"):
        path = tmp_path / "labels" / f"{name}.tif"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_label_image(path, drawn)
    first, second = layers(str(tmp_path))
    np.testing.assert_array_equal(first[0], drawn)
    assert first[1] == {
        "name": "a cells",
        "features": {"index": [2, 7], "area_px": [1, 4]},
        "visible": True,
    }
    assert second[1]["name"] == "b/2 cells"


@pytest.mark.parametrize("name", ["scan.tif", "", "labels"])
def test_what_is_no_result_is_left_to_others(tmp_path, name):
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels/1.tif").touch()  # without the record of a run, somebody else's
    assert get_reader(str(tmp_path / name)) is None


def test_a_stack_is_left_to_others(tmp_path):
    assert get_reader([write_coco(tmp_path / "instances.json", [])]) is None


def test_too_many_images_are_refused(tmp_path):
    path = write_coco(tmp_path / "instances.json", *[[]] * 101)
    with pytest.raises(ValueError, match=r"instances.json: holds 101 images.*mmcsam serve"):
        layers(path)
    assert len(layers(write_coco(tmp_path / "instances.json", *[[]] * 100))) == 100


def test_bad_files(tmp_path):
    path = tmp_path / "other.json"
    path.write_text('{"format": 1}')
    with pytest.raises(ValueError, match=r"other.json: expected a COCO file"):
        layers(str(path))
    write_coco(path, [MASKS["plain"]])
    path.write_text(path.read_text().replace(f'"size": [{HEIGHT}', f'"size": [{HEIGHT + 1}'))
    with pytest.raises(ValueError, match=r"other.json: entry 1 of 1.png"):
        layers(str(path))
    write_coco(path, [MASKS["plain"], MASKS["pixel"]], scores=[0.5])
    with pytest.raises(ValueError, match=r"annotations have scores"):
        layers(str(path))
    (tmp_path / "run.json").write_text("{}")
    (tmp_path / "labels").mkdir()
    with pytest.raises(ValueError, match=r"labels: holds 0 label images"):
        layers(str(tmp_path))
    write_label_image(tmp_path / "labels/1.tif", np.zeros((3, 4), np.float32))
    with pytest.raises(ValueError, match=r"1.tif: it holds float32 of the shape \[3, 4\]"):
        layers(str(tmp_path))
