import runpy
import sys
from collections import defaultdict

import cv2
import numpy as np
import pytest
from repository import ROOT

from mmcsam.synthesis import sample_tree, write_sample_tree

SCRIPT = ROOT / "data_converters" / "make_sample_segpc.py"
SCALE = 0.1


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    return write_sample_tree(
        tmp_path_factory.mktemp("sample"), train=14, validation=4, test=2, scale=SCALE
    )


@pytest.fixture(scope="module")
def masks(sample):
    """Masks by split and image number: {(split, number): {instance: mask}}."""
    found = defaultdict(dict)
    for path in sample.glob("*/y/*.bmp"):
        number, instance = map(int, path.stem.split("_"))
        mask = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
        found[path.parent.parent.name, number][instance] = mask
    return found


def contents(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def images(sample, split="*"):
    return sorted(sample.glob(f"{split}/x/*.bmp"))


def test_folders_and_counts(sample):
    assert sample.name == "TCIA_SegPC_dataset"
    assert [len(images(sample, s)) for s in ("train", "validation", "test")] == [14, 4, 2]
    assert sorted(p.name for p in (sample / "test").iterdir()) == ["x"]
    assert [p.name for p in sample.parent.iterdir()] == [sample.name]


def test_size_follows_the_image_number(sample):
    large = 0
    for path in images(sample):
        image = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
        expected = (192, 256, 3) if int(path.stem) < 1000 else (154, 204, 3)
        assert image.shape == expected
        large += image.shape[1] == 256
    assert large == 4  # one in five


def test_numbers_are_distinct_and_not_contiguous(sample):
    numbers = sorted(int(path.stem) for path in images(sample))
    assert len(set(numbers)) == 20
    assert np.diff(numbers).max() > 1


def test_masks_have_the_form(sample, masks):
    for (split, number), cells in masks.items():
        image = cv2.imread(str(sample / split / "x" / f"{number}.bmp"))
        for mask in cells.values():
            assert mask.shape == image.shape[:2]
            assert mask.dtype == np.uint8
            assert {0, 40} <= set(np.unique(mask)) <= {0, 20, 40}


def test_cell_counts(masks):
    counts = [len(cells) for cells in masks.values()]
    assert min(counts) >= 1
    assert max(counts) <= 14
    assert 3.5 < np.mean(counts) < 7.5


def test_cell_size(masks):
    boxes = [
        cv2.boundingRect(m)[2:]
        for cells in masks.values()
        for m in cells.values()
        if not touches_border(m)
    ]
    assert np.median(boxes) == pytest.approx(330 * SCALE, rel=0.1)


def test_nucleus_lies_in_the_cell(masks):
    """The nucleus is one part, well smaller than the cell, and cytoplasm lies around it."""
    for cells in masks.values():
        for mask in cells.values():
            if touches_border(mask):
                continue
            nucleus = (mask == 40).astype(np.uint8)
            assert cv2.connectedComponents(nucleus)[0] == 2
            assert 0.2 < nucleus.sum() / np.count_nonzero(mask) < 0.75


def touches_border(mask):
    return bool(mask[0].any() or mask[-1].any() or mask[:, 0].any() or mask[:, -1].any())


def test_quirks_are_present(sample, masks):
    gaps = sum(max(cells) > len(cells) for cells in masks.values())
    border = sum(touches_border(m) for cells in masks.values() for m in cells.values())
    touching = overlapping = 0
    for cells in masks.values():
        bodies = [(m > 0).astype(np.uint8) for m in cells.values()]
        for i, body in enumerate(bodies):
            grown = cv2.dilate(body, np.ones((3, 3), np.uint8))
            touching += any((grown & other).any() for other in bodies[i + 1 :])
            overlapping += any((body & other).any() for other in bodies[i + 1 :])
    assert 0 < gaps < len(masks)
    assert border > 0
    assert touching > 0
    assert overlapping > 0


def test_exactly_one_validation_image_has_no_mask(sample, masks):
    numbered = {number for split, number in masks if split == "validation"}
    assert len({int(p.stem) for p in images(sample, "validation")} - numbered) == 1
    numbered = {number for split, number in masks if split == "train"}
    assert {int(p.stem) for p in images(sample, "train")} == numbered


def test_nuclei_are_darker_than_cytoplasm_than_glass(sample, masks):
    """What is labelled is what is drawn."""
    for (split, number), cells in masks.items():
        image = cv2.imread(str(sample / split / "x" / f"{number}.bmp"), cv2.IMREAD_GRAYSCALE)
        label = np.max(list(cells.values()), axis=0)
        nucleus, cytoplasm, rest = (np.median(image[label == value]) for value in (40, 20, 0))
        assert nucleus < cytoplasm - 20
        assert cytoplasm < rest - 5


def test_same_seed_same_bytes(tmp_path):
    a, b, c = (
        write_sample_tree(tmp_path / name, 2, 1, 1, scale=0.05, seed=seed)
        for name, seed in (("a", 7), ("b", 7), ("c", 8))
    )
    assert contents(a) == contents(b)
    assert contents(a).keys() != contents(c).keys()


def test_an_image_does_not_depend_on_the_others(tmp_path):
    for folder, numbers in (("a", (106, 1693)), ("b", (1693,))):
        for name in "xy":
            (tmp_path / folder / name).mkdir(parents=True)
        for number in numbers:
            sample_tree._write_image(tmp_path / folder, number, False, 0.05, seed=3)
    a, b = contents(tmp_path / "a"), contents(tmp_path / "b")
    assert b.items() <= a.items()
    assert len(b) > 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"train": -1}, "train must be 0 or more images, got -1"),
        ({"test": -2}, "test must be 0 or more images, got -2"),
        ({"train": 0, "validation": 0, "test": 0}, "all 0"),
        ({"train": 9000}, "at most 9000 images in all can be numbered, got 9024"),
        ({"scale": 0}, "scale must be above 0 and at most 1, got 0"),
        ({"scale": 1.5}, "got 1.5"),
        ({"scale": float("nan")}, "got nan"),
        ({"seed": -3}, "seed must be 0 or above, got -3"),
    ],
)
def test_bad_arguments(tmp_path, arguments, message):
    with pytest.raises(ValueError, match=message):
        write_sample_tree(tmp_path / "out", **arguments)
    assert not (tmp_path / "out").exists()


def test_existing_folder_is_left_alone(tmp_path):
    (tmp_path / "TCIA_SegPC_dataset").mkdir()
    keep = tmp_path / "TCIA_SegPC_dataset" / "keep.txt"
    keep.write_text("mine")
    with pytest.raises(FileExistsError, match="TCIA_SegPC_dataset exists; nothing was written"):
        write_sample_tree(tmp_path)
    assert keep.read_text() == "mine"


def test_stopped_half_way_leaves_nothing(tmp_path, monkeypatch):
    calls = []

    def stop(*arguments):
        calls.append(arguments)
        if len(calls) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(sample_tree, "_write_image", stop)
    with pytest.raises(KeyboardInterrupt):
        write_sample_tree(tmp_path, scale=0.05)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--train", "1", "--validation", "0", "--test", "0", "--scale", "0.05"], 0),
        (["--scale", "2"], 2),
    ],
)
def test_script(tmp_path, monkeypatch, capsys, arguments, code):
    monkeypatch.setattr(sys, "argv", [str(SCRIPT), str(tmp_path), *arguments])
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(SCRIPT), run_name="__main__")
    assert end.value.code == code
    written = capsys.readouterr()
    if code:
        assert "error: scale must be above 0 and at most 1, got 2.0\n" in written.err
    else:
        assert written.out == f"{tmp_path / 'TCIA_SegPC_dataset'}\n"
