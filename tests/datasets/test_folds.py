import json

import pytest

from mmcsam.datasets.folds import assign_folds, write_folds


def images(count):
    return [{"id": 100 + n, "file_name": f"x/{n}.bmp"} for n in range(count)]


@pytest.mark.parametrize(("count", "folds"), [(298, 5), (17, 4), (5, 5), (2, 2), (11, 10)])
def test_folds_are_about_as_large(count, folds):
    assigned = assign_folds(images(count), folds)
    assert set(assigned) == {image["id"] for image in images(count)}
    sizes = [list(assigned.values()).count(fold) for fold in range(folds)]
    # A run is count / (4 folds) images, rounded either way.
    assert max(sizes) - min(sizes) <= 4
    assert min(sizes) >= 1


def test_neighbours_stay_together_in_natural_order():
    shuffled = sorted(images(298), key=lambda image: image["file_name"])  # 1, 10, 100, ...
    assigned = assign_folds(shuffled, 5)
    in_order = [assigned[image["id"]] for image in images(298)]
    changes = sum(one != other for one, other in zip(in_order[1:], in_order, strict=False))
    assert changes == 4 * 5 - 1
    assert assigned == assign_folds(images(298), 5)


@pytest.mark.parametrize("folds", [0, 1, 4])
def test_bad_number_of_folds(folds):
    with pytest.raises(ValueError, match=f"{folds} folds of 3 images: give 2 or more"):
        assign_folds(images(3), folds)


@pytest.fixture
def ann_file(tmp_path):
    coco = {
        "images": images(10),
        "annotations": [{"id": n, "image_id": 100 + n // 2} for n in range(20)],
        "categories": [{"id": 1, "name": "cell"}],
    }
    path = tmp_path / "instances.json"
    path.write_text(json.dumps(coco))
    return path


def test_every_image_is_left_out_once(ann_file, tmp_path):
    files = write_folds(ann_file, tmp_path / "oof", 3)
    folds = json.loads((tmp_path / "oof/folds.json").read_text())["folds"]
    seen = []
    for fold, (train, val) in enumerate(files):
        train, val = json.loads(train.read_text()), json.loads(val.read_text())
        kept, left = ({image["id"] for image in part["images"]} for part in (train, val))
        assert kept | left == set(range(100, 110))
        assert not kept & left
        assert left == {int(image_id) for image_id, of in folds.items() if of == fold}
        for part, chosen in ((train, kept), (val, left)):
            assert {cell["image_id"] for cell in part["annotations"]} == chosen
            assert len(part["annotations"]) == 2 * len(chosen)
            assert part["categories"] == [{"id": 1, "name": "cell"}]
        seen += sorted(left)
    assert sorted(seen) == list(range(100, 110))


def test_same_folds_again_and_others_refused(ann_file, tmp_path):
    assert write_folds(ann_file, tmp_path / "oof", 3) == write_folds(ann_file, tmp_path / "oof", 3)
    with pytest.raises(FileExistsError, match=r"folds\.json holds folds of other images, or an"):
        write_folds(ann_file, tmp_path / "oof", 4)


def test_no_annotations(tmp_path):
    with pytest.raises(
        FileNotFoundError, match=r"none\.json: no such file, expected annotations; convert"
    ):
        write_folds(tmp_path / "none.json", tmp_path / "oof", 3)
    assert not (tmp_path / "oof").exists()
