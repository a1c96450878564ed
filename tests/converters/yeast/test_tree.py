"""The yeast data set's files, however they are nested."""

import pytest
from converted_coco import found, load
from yeast_tensors import convert

from mmcsam.converters import convert_yeast
from mmcsam.converters.yeast.tree import YeastSample, find_yeast


@pytest.mark.parametrize("folder", ["val", "valid", "validation", "Validation"])
def test_names_of_validation(yeast, out, folder):
    yeast.sample("1", folder)
    report = convert(yeast, out)
    assert list(report.files) == ["validation"]
    assert load(out, "validation")["images"][0]["file_name"] == "images/validation/1.png"
    assert "of all images" in str(report)


def test_files_without_an_image_and_images_met_twice(yeast, out):
    yeast.sample("1")
    yeast.sample("1", "copy/train")
    (yeast.root / "train/instances/4.pt").write_bytes(b"")
    report = convert(yeast, out)
    assert found(report) == [
        ("train/instances/4.pt", "there is no image for it"),
        ("train/inputs/1.pt", "the train split has image 1 already"),
    ]


def test_nothing_found(tmp_path):
    with pytest.raises(
        FileNotFoundError, match=r"no images were found in .*; expected \{train,val"
    ):
        convert_yeast(tmp_path, tmp_path / "out")
    with pytest.raises(FileNotFoundError, match="no such folder"):
        convert_yeast(tmp_path / "absent", tmp_path / "out")
    (tmp_path / "file").touch()
    with pytest.raises(
        NotADirectoryError, match=": no folder, expected that of the unpacked data set; unpack it"
    ):
        convert_yeast(tmp_path / "file", tmp_path / "out")


def touch(src, *names):
    for name in names:
        path = src / f"{name}.pt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def test_a_samples_files(tmp_path):
    sample = YeastSample(tmp_path / "train", "12", "train")
    assert sample.file("classes") == tmp_path / "train/classes/12.pt"


def test_samples_in_the_order_of_their_numbers(tmp_path):
    touch(tmp_path, "train/inputs/12", "train/inputs/2", "train/inputs/100", "a/test/inputs/1")
    tree = find_yeast(tmp_path)
    assert tree.splits == {
        "test": [YeastSample(tmp_path / "a/test", "1", "test")],
        "train": [YeastSample(tmp_path / "train", id_, "train") for id_ in ("2", "12", "100")],
    }
    assert tree.problems == []
    assert tree.name(tree.splits["test"][0].file("inputs")) == "a/test/inputs/1.pt"


def test_two_folders_of_one_split(tmp_path):
    touch(tmp_path, "b/train/inputs/1", "a/train/inputs/2")
    ids = [
        (sample.folder.parent.name, sample.id) for sample in find_yeast(tmp_path).splits["train"]
    ]
    assert ids == [("b", "1"), ("a", "2")]


def test_one_number_in_two_splits_is_two_images(tmp_path):
    touch(tmp_path, "train/inputs/1", "val/inputs/1")
    tree = find_yeast(tmp_path)
    assert {split: len(samples) for split, samples in tree.splits.items()} == {
        "train": 1,
        "validation": 1,
    }
    assert tree.problems == []


def test_other_files_are_ignored(tmp_path):
    touch(tmp_path, "train/inputs/1", "train/inputs/._1", "train/classes/._9", "train/other/3")
    (tmp_path / "train/inputs/1.png").touch()
    tree = find_yeast(tmp_path)
    assert [sample.id for sample in tree.splits["train"]] == ["1"]
    assert tree.problems == []


def test_files_without_an_image(tmp_path):
    touch(tmp_path, "val/inputs/1", "val/instances/10", "val/instances/9", "val/bounding_boxes/2")
    problems = find_yeast(tmp_path).problems
    assert [problem.file for problem in problems] == [
        "val/instances/9.pt",
        "val/instances/10.pt",
        "val/bounding_boxes/2.pt",
    ]
    assert problems[0].expected == "val/inputs/9.pt"


def test_an_empty_folder_of_images(tmp_path):
    (tmp_path / "train/inputs").mkdir(parents=True)
    touch(tmp_path, "train/classes/1")
    with pytest.raises(FileNotFoundError, match=r"(?s)no images.*classes/1\.pt: there is no image"):
        find_yeast(tmp_path)
