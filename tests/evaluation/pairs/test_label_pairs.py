import cv2
import numpy as np
import pytest
from pycocotools import mask as mask_api

from mmcsam.evaluation.pairs import label_pairs


@pytest.fixture
def folders(tmp_path):
    """Return a function that writes a label image, and the two folders."""
    for name in ("true", "predicted"):
        (tmp_path / name).mkdir()

    def write(name, *cells, size=(12, 16)):
        labels = np.zeros(size, np.uint16)
        for value, (rows, columns) in enumerate(cells, start=1):
            labels[rows, columns] = 10 * value
        cv2.imwrite(str(tmp_path / name), labels)

    write.true, write.predicted = tmp_path / "true", tmp_path / "predicted"
    return write


CELL = (slice(2, 6), slice(3, 9))


def test_masks_are_those_of_the_labels(folders):
    folders("true/10.png", CELL, (slice(8, 12), slice(0, 4)))
    folders("predicted/10.png", CELL)
    folders("true/2.png")
    folders("predicted/2.png")
    (second, tenth), notes = label_pairs(folders.true, folders.predicted)
    assert [second["cell"].file_name, tenth["cell"].file_name] == ["2.png", "10.png"]
    assert tenth["cell"].size == (12, 16)
    assert mask_api.area(tenth["cell"].truth).tolist() == [24, 16]
    assert tenth["cell"].iou.tolist() == [[1], [0]]
    assert tenth["cell"].scores.tolist() == [1]
    assert notes == []


def test_partners_may_end_in_masks(folders):
    folders("true/a_label.png", CELL)
    folders("predicted/a_cp_masks.tif", CELL)
    (folders.predicted / "a_flows.tif").touch()
    (folders.predicted / "log.txt").touch()
    (pairs,), notes = label_pairs(folders.true, folders.predicted)
    assert pairs["cell"].iou.tolist() == [[1]]
    assert len(notes) == 1
    assert "2 entries that are no label images were ignored (first: a_flows.tif)" in notes[0]


def test_missing_prediction_needs_permission(folders):
    for name in ("true/a.png", "true/b.png", "true/c.png", "predicted/a.png"):
        folders(name, CELL)
    with pytest.raises(ValueError, match=r"b\.png: no label image.*\(and for 1 more\)"):
        label_pairs(folders.true, folders.predicted)
    pairs, notes = label_pairs(folders.true, folders.predicted, allow_missing=True)
    assert [len(each["cell"].prediction) for each in pairs] == [1, 0, 0]
    assert "2 of 3 images have no prediction file" in notes[0]
    assert "b.png, c.png" in notes[0]


def test_prediction_without_a_true_image(folders):
    folders("true/a.png", CELL)
    folders("predicted/a.png", CELL)
    folders("predicted/b.png", CELL)
    with pytest.raises(ValueError, match=r"predicted/b\.png: no label image of that name in"):
        label_pairs(folders.true, folders.predicted, allow_missing=True)


def test_other_size(folders):
    folders("true/a.png", CELL)
    folders("predicted/a.png", CELL, size=(16, 12))
    with pytest.raises(ValueError, match=r"predicted/a\.png: the mask has 12x16.*16x12"):
        label_pairs(folders.true, folders.predicted)


def test_two_files_of_one_image(folders):
    folders("true/a.png", CELL)
    folders("true/a_masks.png", CELL)
    with pytest.raises(ValueError, match=r"a\.png and a_masks\.png are both of the image 'a'"):
        label_pairs(folders.true, folders.predicted)


def test_missing_folder(folders, tmp_path):
    with pytest.raises(OSError, match="nowhere"):
        label_pairs(tmp_path / "nowhere", folders.predicted)
