import io
import json
import os
import runpy
import sys
import tarfile
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from pycocotools import mask as mask_api
from repository import ROOT

from mmcsam.converters import convert_yeast

SCRIPT = ROOT / "data_converters" / "yeast2coco.py"
ALL = np.linspace(-2, 3, 20 * 30, dtype=np.float32).reshape(20, 30)


def trap():
    mask = np.zeros((20, 30), np.float32)
    mask[2:9, 1:6] = 1
    return mask


def cell():
    """Two parts, one with a hole, at the border."""
    mask = np.zeros((20, 30), np.float32)
    mask[10:17, 10:18] = 1
    mask[12:14, 12:15] = 0
    mask[18:20, 27:30] = 1
    return mask


BOXES = {"trap": [1.0, 2, 5, 8], "cell": [10.0, 10, 29, 19]}


class Yeast:
    """Writes data sets of .pt files."""

    def __init__(self, root):
        self.root = root

    def save(self, name, value):
        path = self.root / f"{name}.pt"
        path.parent.mkdir(parents=True, exist_ok=True)
        torch.save(value if not isinstance(value, np.ndarray) else torch.from_numpy(value), path)
        return path

    def sample(self, name, folder="train", pixels=ALL, masks=None, classes=(0, 1), boxes=None):
        masks = np.stack([trap(), cell()]) if masks is None else masks
        boxes = torch.tensor([BOXES["trap"], BOXES["cell"]]) if boxes is None else boxes
        self.save(f"{folder}/inputs/{name}", pixels)
        self.save(f"{folder}/instances/{name}", masks)
        self.save(f"{folder}/classes/{name}", torch.tensor(classes))
        self.save(f"{folder}/bounding_boxes/{name}", boxes)

    def empty(self, name, folder="train", shape=(0, 20, 30)):
        self.sample(name, folder, masks=torch.zeros(shape), classes=[], boxes=torch.zeros(0, 4))


@pytest.fixture
def yeast(tmp_path):
    return Yeast(tmp_path / "yeast")


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def load(out, split="train"):
    return json.loads((out / f"instances_{split}.json").read_text())


def convert(yeast, out, **options):
    return convert_yeast(yeast.root, out, workers=1, **options)


def found(report):
    return [(problem.file, problem.found) for problem in report.problems]


@pytest.mark.parametrize("top", ["", "dataset/", "a/b/"])
def test_every_field(yeast, out, top):
    yeast.sample("12", f"{top}train")
    yeast.empty("2", f"{top}train")
    report = convert(yeast, out, intensity=(-2, 3))
    coco = load(out)
    assert coco["categories"] == [{"id": 1, "name": "trap"}, {"id": 2, "name": "cell"}]
    assert coco["licenses"] == []
    assert coco["images"] == [
        {"id": 1, "file_name": "images/train/2.png", "width": 30, "height": 20},
        {"id": 2, "file_name": "images/train/12.png", "width": 30, "height": 20},
    ]
    first, second = coco["annotations"]
    masks = [mask_api.decode(entry.pop("segmentation")) for entry in (first, second)]
    np.testing.assert_array_equal(masks, [trap(), cell()])
    shared = {"image_id": 2, "iscrowd": 0}
    box = [1.0, 2.0, 5.0, 7.0]
    assert first == shared | {
        "id": 1,
        "category_id": 1,
        "area": 35,
        "bbox": box,
        "instance_number": 1,
    }
    box = [10.0, 10.0, 20.0, 10.0]
    assert second == shared | {
        "id": 2,
        "category_id": 2,
        "area": 56 - 6 + 6,
        "bbox": box,
        "instance_number": 2,
    }
    assert report.problems == []
    assert vars(report.counts["train"]) == {
        "images": 2,
        "images_without_instances": 1,
        "instances": {"trap": 1, "cell": 1},
        "of_several_parts": 1,
        "at_the_border": 1,
        "near_duplicate_pairs": 0,
        "duplicates_dropped": 0,
    }
    assert not any("boxes" in note for note in report.notes)


def test_the_images_and_the_recorded_mapping(yeast, out):
    yeast.sample("1")
    convert(yeast, out, intensity=(-1, 3))
    intensity = load(out)["info"]["intensity"]
    assert (intensity["low"], intensity["high"], intensity["origin"]) == (-1, 3, "given")
    image = cv2.imread(str(out / "images/train/1.png"), cv2.IMREAD_UNCHANGED)
    low, high = intensity["low"], intensity["high"]
    expected = np.rint(255 * (ALL.astype(float) - low) / (high - low)).clip(0, 255)
    np.testing.assert_array_equal(image, expected)


def test_range_comes_from_training(yeast, out):
    yeast.sample("1", "train")
    yeast.sample("1", "val", pixels=ALL * 10)
    report = convert(yeast, out)
    train, validation = load(out), load(out, "validation")
    low, high = np.percentile(ALL, [0.1, 99.9])
    assert train["info"]["intensity"] == validation["info"]["intensity"]
    assert train["info"]["intensity"]["low"] == pytest.approx(low)
    assert train["info"]["intensity"]["high"] == pytest.approx(high)
    below, above = (ALL * 10 < low).mean(), (ALL * 10 > high).mean()
    text = f"clipped: {below:.2%} of the values below, {above:.2%} above"
    assert any(note.startswith("validation: 8-bit") and text in note for note in report.notes)
    assert "percentiles 0.1 and 99.9 of the training images" in str(report)


@pytest.mark.parametrize("folder", ["val", "valid", "validation", "Validation"])
def test_names_of_validation(yeast, out, folder):
    yeast.sample("1", folder)
    report = convert(yeast, out)
    assert list(report.files) == ["validation"]
    assert load(out, "validation")["images"][0]["file_name"] == "images/validation/1.png"
    assert "of all images" in str(report)


@pytest.mark.parametrize("shape", [(0, 20, 30), (0,), (0, 0, 0), (0, 64, 64)])
def test_no_cells(yeast, out, shape):
    yeast.sample("1")
    yeast.empty("2", shape=shape)
    report = convert(yeast, out)
    assert report.problems == []
    assert report.counts["train"].images_without_instances == 1


@pytest.mark.parametrize("dtype", [torch.bool, torch.uint8, torch.int64, torch.float16])
def test_types_and_a_channel(yeast, out, dtype):
    masks = torch.from_numpy(np.stack([trap(), cell()])).to(dtype)
    yeast.sample("1", pixels=ALL[None], masks=masks, classes=[0.0, 1.0])
    yeast.sample("2", pixels=torch.from_numpy(ALL).bfloat16())
    report = convert(yeast, out)
    assert report.problems == []
    assert report.counts["train"].instances == {"trap": 2, "cell": 2}


def test_older_numbering(yeast, out):
    yeast.sample("1", classes=[1, 3])
    yeast.sample("2", classes=[1, 2])
    with pytest.raises(ValueError, match=r"1 \(2 times\), 2 \(1 times\), 3 .*trap=1 cell=2,3"):
        convert(yeast, out)
    assert not out.exists()
    report = convert(yeast, out, classes=["trap=1", "cell=2,3"])
    assert report.counts["train"].instances == {"trap": 2, "cell": 2}
    assert [a["category_id"] for a in load(out)["annotations"]] == [1, 2, 1, 2]


def test_boxes_are_compared(yeast, out):
    yeast.sample("1", boxes=torch.tensor([BOXES["trap"], [10.0, 10, 30, 17]]))
    yeast.sample("2")
    yeast.sample("3")
    (yeast.root / "train/bounding_boxes/3.pt").unlink()
    report = convert(yeast, out)
    assert (
        "train: 1 of 4 boxes are not their mask's, by up to 2 pixels (first: images/train/1.png); "
        "the masks' own are written"
    ) in report.notes
    assert any(
        note.startswith(
            "train: the boxes of 1 images could not be compared with the masks (first: "
            "train/bounding_boxes/3.pt: the file is missing"
        )
        for note in report.notes
    )
    assert load(out)["annotations"][1]["bbox"] == [10, 10, 20, 10]
    assert report.problems == []


def test_near_duplicates_are_noted(yeast, out):
    yeast.sample("1", masks=np.stack([cell(), cell()]))
    report = convert(yeast, out)
    assert report.counts["train"].near_duplicate_pairs == 1
    assert "train/instances/1.pt: instances 1 and 2 have IoU 1.000; both kept" in report.notes


def nan():
    pixels = ALL.copy()
    pixels[3, :2] = np.nan
    pixels[4, 4] = np.inf
    return pixels


@pytest.mark.parametrize(
    ("member", "value", "message"),
    [
        ("inputs", nan(), "3 pixels are NaN or infinite"),
        ("inputs", np.stack([ALL] * 3), "the tensor has the shape [3, 20, 30] (float32)"),
        ("inputs", np.zeros((0, 30)), "the tensor has the shape [0, 30]"),
        ("inputs", {"a": torch.zeros(2)}, "it holds a dict"),
        (
            "inputs",
            torch.zeros(20, 30, dtype=torch.complex64),
            "it holds a tensor of torch.complex",
        ),
        (
            "inputs",
            torch.zeros(20, 30).to_sparse(),
            "it holds a tensor of torch.float32, torch.spa",
        ),
        ("instances", np.zeros((2, 21, 30)), "the masks have 30x21 pixels"),
        ("instances", trap(), "the tensor has the shape [20, 30]"),
        ("instances", np.stack([trap(), 2 * cell()]), "the masks have the values 2"),
        ("instances", np.stack([trap(), 0.5 * cell()]), "the masks have the values 0.5"),
        ("classes", torch.tensor([0]), "there are 1 class numbers"),
        ("classes", torch.tensor([[0, 1]]), "the tensor has the shape [1, 2]"),
        ("classes", torch.tensor([0, 0.5]), "the class numbers [0.0, 0.5]"),
        ("classes", torch.tensor([0, float("nan")]), "the class numbers [0.0, nan]"),
    ],
)
def test_bad_tensors_leave_the_image_out(yeast, out, member, value, message):
    yeast.sample("1")
    yeast.sample("2")
    yeast.save(f"train/{member}/2", value)
    report = convert(yeast, out)
    ((file, text),) = found(report)
    assert file == f"train/{member}/2.pt"
    assert text.startswith(message)
    assert [image["file_name"] for image in load(out)["images"]] == ["images/train/1.png"]
    assert [path.name for path in (out / "images/train").iterdir()] == ["1.png"]


@pytest.mark.parametrize("member", ["inputs", "instances", "classes"])
@pytest.mark.parametrize("content", [b"", b"hello world" * 9, "half"])
def test_damaged_files(yeast, out, member, content):
    yeast.sample("1")
    yeast.sample("2")
    path = yeast.root / f"train/{member}/2.pt"
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2] if content == "half" else content)
    report = convert(yeast, out)
    ((file, text),) = found(report)
    assert file == f"train/{member}/2.pt"
    assert text.startswith("PyTorch cannot read it" if content else "the file has 0 bytes")
    assert report.counts["train"].images == 1


@pytest.mark.parametrize("member", ["inputs", "instances", "classes", "bounding_boxes"])
@pytest.mark.parametrize("form", ["zip", "legacy", "pickle", "tar"])
def test_a_pickle_is_never_executed(yeast, out, tmp_path, member, form):
    import pickle

    trace = tmp_path / "executed"

    class Hostile:
        def __reduce__(self):
            return os.mkdir, (str(trace),)

    yeast.sample("1")
    yeast.sample("2")
    path = yeast.root / f"train/{member}/2.pt"
    if form in ("zip", "legacy"):
        torch.save(Hostile(), path, _use_new_zipfile_serialization=form == "zip")
    elif form == "pickle":
        path.write_bytes(pickle.dumps(Hostile()))
    else:
        with tarfile.open(path, "w") as archive:
            for name in ("pickle", "tensors", "storages", "sys_info"):
                data = pickle.dumps(Hostile())
                entry = tarfile.TarInfo(name)
                entry.size = len(data)
                archive.addfile(entry, io.BytesIO(data))
    report = convert(yeast, out)
    assert not trace.exists()
    if member == "bounding_boxes":
        assert "could not be compared" in str(report)
    else:
        ((file, text),) = found(report)
        assert file == f"train/{member}/2.pt"
        assert text.startswith("this is a tar" if form == "tar" else "PyTorch cannot read it")


def test_missing_masks_are_not_no_cells(yeast, out):
    for name in ("1", "2", "10"):
        yeast.sample(name, "test")
    (yeast.root / "test/instances/2.pt").unlink()
    (yeast.root / "test/classes/10.pt").unlink()
    report = convert(yeast, out)
    assert found(report) == [
        ("test/instances/2.pt", "the file is missing"),
        ("test/classes/10.pt", "the file is missing"),
    ]
    assert report.counts["test"].images == 1
    assert report.counts["test"].images_without_instances == 0


def test_an_empty_mask_is_left_out_alone(yeast, out):
    yeast.sample("1", masks=np.stack([0 * trap(), cell()]))
    report = convert(yeast, out)
    assert found(report) == [("train/instances/1.pt", "mask 1 of 2 is empty")]
    (annotation,) = load(out)["annotations"]
    assert (annotation["category_id"], annotation["instance_number"]) == (2, 2)


def test_files_without_an_image_and_images_met_twice(yeast, out):
    yeast.sample("1")
    yeast.sample("1", "copy/train")
    (yeast.root / "train/instances/4.pt").write_bytes(b"")
    report = convert(yeast, out)
    assert found(report) == [
        ("train/instances/4.pt", "there is no image for it"),
        ("train/inputs/1.pt", "the train split has image 1 already"),
    ]


def test_a_file_of_an_earlier_run_is_named(yeast, out):
    out.mkdir()
    (out / "instances_test.json").touch()
    yeast.sample("1")
    stale = f"no test images: {out / 'instances_test.json'} is from an earlier run"
    assert stale in convert(yeast, out).notes


def test_no_image_can_be_used(yeast, out):
    yeast.sample("1")
    (yeast.root / "train/instances/1.pt").unlink()
    with pytest.raises(ValueError, match="none of the 1 images .* can be used; .*\n.*is missing"):
        convert(yeast, out)
    assert not out.exists()


def test_nothing_found(tmp_path):
    with pytest.raises(
        FileNotFoundError, match=r"no images were found in .*; expected \{train,val"
    ):
        convert_yeast(tmp_path, tmp_path / "out")
    with pytest.raises(FileNotFoundError, match="does not exist"):
        convert_yeast(tmp_path / "absent", tmp_path / "out")
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError, match="is not a folder; unpack it"):
        convert_yeast(tmp_path / "file", tmp_path / "out")


def test_a_full_disk_leaves_nothing(yeast, out, monkeypatch):
    yeast.sample("1")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        convert(yeast, out)
    assert not out.exists()


def test_workers_do_not_change_the_files(yeast, tmp_path):
    for name in range(6):
        yeast.sample(str(name), pixels=ALL + name)
    convert_yeast(yeast.root, tmp_path / "a", workers=1)
    convert_yeast(yeast.root, tmp_path / "b", workers=2)
    files = [path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*.*")]
    assert len(files) == 7
    for file in files:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_mmdetection_keeps_every_instance(yeast, out):
    from mmdet.datasets import CocoDataset
    from mmdet.utils import register_all_modules

    register_all_modules(init_default_scope=True)
    yeast.sample("1")
    yeast.empty("2")
    convert(yeast, out)
    dataset = CocoDataset(
        data_root=str(out),
        ann_file="instances_train.json",
        data_prefix={"img": ""},
        metainfo={"classes": ("trap", "cell")},
        pipeline=[
            {"type": "LoadImageFromFile"},
            {"type": "LoadAnnotations", "with_bbox": True, "with_mask": True, "poly2mask": True},
        ],
    )
    assert [len(dataset.get_data_info(i)["instances"]) for i in range(len(dataset))] == [2, 0]
    sample = dataset[0]
    assert sample["img"].shape == (20, 30, 3)
    assert (sample["img"].min(), sample["img"].max()) == (0, 255)
    np.testing.assert_array_equal(sample["gt_masks"].masks, np.stack([trap(), cell()]) > 0)
    assert sample["gt_bboxes_labels"].tolist() == [0, 1]


@pytest.fixture
def run(monkeypatch, yeast, out):
    def call(*arguments):
        everything = [yeast.root, "--out", out, "--workers", "1", *arguments]
        monkeypatch.setattr(sys, "argv", [str(SCRIPT), *map(str, everything)])
        with pytest.raises(SystemExit) as end:
            runpy.run_path(str(SCRIPT), run_name="__main__")
        return end.value.code

    return call


def test_script(yeast, out, run, capsys):
    yeast.sample("1", classes=[1, 2])
    assert run() == 2
    assert "error: the class files hold the values 1 (1 times), 2" in capsys.readouterr().err
    assert run("--classes", "trap=1", "cell=2,3", "--intensity", "-4.5", "4") == 0
    assert load(out)["info"]["intensity"]["low"] == -4.5
    yeast.sample("2", classes=[1, 2])
    (yeast.root / "train/instances/2.pt").unlink()
    assert run("--classes", "trap=1", "cell=2,3") == 1
    assert "train/instances/2.pt: the file is missing" in capsys.readouterr().out
    assert run("--classes", "trap=1", "cell=2,3", "--allow-skips") == 0
