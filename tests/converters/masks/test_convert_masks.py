import json
import runpy
import sys
import zlib

import cv2
import numpy as np
import pytest
import tifffile
from pycocotools import mask as mask_api
from repository import ROOT

from mmcsam.converters import convert_masks

SCRIPT = ROOT / "data_converters" / "masks2coco.py"
IMAGE = np.random.default_rng(0).integers(0, 255, (16, 24, 3), np.uint8)


def labels(dtype=np.uint16):
    """Label 7 of two parts with a hole, at the border; label 300, or 30 in 8 bits."""
    image = np.zeros((16, 24), dtype)
    image[0:7, 0:9] = 7
    image[2:5, 3:6] = 0
    image[14:16, 20:24] = 7
    image[8:12, 10:15] = 30 if image.itemsize == 1 else 300
    return image


class Lab:
    """Writes data sets file by file."""

    def __init__(self, root):
        self.root = root

    def write(self, name, pixels, **options):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(pixels, bytes):
            path.write_bytes(pixels)
        elif path.suffix == ".npy":
            np.save(path, pixels, **options)
        elif path.suffix in (".tif", ".tiff"):
            tifffile.imwrite(path, pixels, **options)
        else:
            assert cv2.imwrite(str(path), pixels)
        return path

    def pair(self, name, mask=None, image=IMAGE, top=""):
        self.write(f"{top}images/{name}.png", image)
        self.write(f"{top}masks/{name}.png", labels() if mask is None else mask)


@pytest.fixture
def lab(tmp_path):
    return Lab(tmp_path / "lab")


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def convert(lab, out, **options):
    return convert_masks(lab.root, out, workers=1, **options)


def load(out, split="train"):
    return json.loads((out / f"instances_{split}.json").read_text())


def found(report):
    return [(problem.file, problem.found) for problem in report.problems]


def restored(coco, image_id=1):
    """Return the label image again."""
    image = np.zeros((16, 24), np.int64)
    for entry in coco["annotations"]:
        if entry["image_id"] == image_id:
            image[mask_api.decode(entry["segmentation"]) > 0] = entry["instance_number"]
    return image


def test_every_field(lab, out):
    lab.pair("2")
    lab.pair("10", np.zeros((16, 24), np.uint8))
    report = convert(lab, out, category="yeast")
    coco = load(out)
    assert coco["categories"] == [{"id": 1, "name": "yeast"}]
    assert "intensity" not in coco["info"]
    assert coco["images"] == [
        {"id": 1, "file_name": "images/2.png", "width": 24, "height": 16},
        {"id": 2, "file_name": "images/10.png", "width": 24, "height": 16},
    ]
    first, second = coco["annotations"]
    np.testing.assert_array_equal(mask_api.decode(first.pop("segmentation")), labels() == 7)
    np.testing.assert_array_equal(mask_api.decode(second.pop("segmentation")), labels() == 300)
    shared = {"image_id": 1, "category_id": 1, "iscrowd": 0}
    assert first == shared | {
        "id": 1,
        "area": 63 - 9 + 8,
        "bbox": [0.0, 0.0, 24.0, 16.0],
        "instance_number": 7,
    }
    assert second == shared | {
        "id": 2,
        "area": 20,
        "bbox": [10.0, 8.0, 5.0, 4.0],
        "instance_number": 300,
    }
    assert vars(report.counts["train"]) == {
        "images": 2,
        "images_without_instances": 1,
        "instances": {"yeast": 2},
        "of_several_parts": 1,
        "at_the_border": 1,
        "near_duplicate_pairs": 0,
        "duplicates_dropped": 0,
    }
    assert report.problems == []
    assert report.notes[0].startswith("form: label-folders, ")
    assert [path.name for path in out.iterdir()] == ["instances_train.json"]


FORMATS = {
    "8-bit png": ("a.png", labels(np.uint8), {}),
    "16-bit png": ("a.png", labels(), {}),
    "equal channels": ("a.png", cv2.merge([labels(np.uint8)] * 3), {}),
    "bmp": ("a.bmp", labels(np.uint8), {}),
    "16-bit tiff": ("a.tif", labels(), {}),
    "deflate tiff": ("a.tiff", labels(), {"compression": "zlib"}),
    "32-bit tiff": ("a.tif", labels(np.uint32), {}),
    "signed tiff": ("a.tif", labels(np.int32), {}),
    "float tiff": ("a.tif", labels(np.float32), {}),
    "ImageJ tiff": ("a.tif", labels()[None], {"imagej": True}),
    "0 is white": ("a.tif", labels(), {"photometric": "miniswhite"}),
    "npy": ("a.npy", labels(np.int64), {}),
    "npy with a plane": ("a.npy", labels(np.int32)[None], {}),
}


@pytest.mark.parametrize("form", FORMATS)
def test_label_formats(lab, out, form):
    name, pixels, options = FORMATS[form]
    lab.write("images/a.png", IMAGE)
    lab.write(f"labels/{name}", pixels, **options)
    report = convert(lab, out)
    assert report.problems == []
    expected = labels(np.uint8) if np.asarray(pixels).itemsize == 1 else labels()
    np.testing.assert_array_equal(restored(load(out)), expected)


def test_lzw_as_opencv_writes_it(lab, out):
    lab.write("images/a.png", IMAGE)
    (lab.root / "labels").mkdir()
    assert cv2.imwrite(str(lab.root / "labels/a.tif"), labels())
    convert(lab, out)
    np.testing.assert_array_equal(restored(load(out)), labels())


def test_a_palettes_indices_are_the_labels(lab, out):
    from PIL import Image

    lab.write("images/a.png", IMAGE)
    palette = Image.fromarray(labels(np.uint8), "P")
    palette.putpalette([value for i in range(256) for value in (i, 255 - i, i * 7 % 256)])
    (lab.root / "masks").mkdir()
    palette.save(lab.root / "masks/a.png")
    convert(lab, out)
    np.testing.assert_array_equal(restored(load(out)), labels(np.uint8))


def test_a_very_high_label(lab, out):
    mask = labels(np.uint32)
    mask[mask == 300] = 2**32 - 1
    lab.write("images/a.png", IMAGE)
    lab.write("labels/a.tif", mask)
    convert(lab, out)
    assert [a["instance_number"] for a in load(out)["annotations"]] == [7, 2**32 - 1]


def overlapping():
    masks = np.zeros((3, 16, 24), np.uint8)
    masks[0, 2:9, 2:9] = 255
    masks[1, 6:12, 6:12] = 1
    masks[2] = labels(np.uint8) == 7
    return masks


def test_instance_files_overlap_exactly(lab, out):
    lab.write("s1/images/s1.png", cv2.cvtColor(IMAGE, cv2.COLOR_BGR2BGRA))
    for i, mask in zip((2, 10, 9), overlapping(), strict=True):
        lab.write(f"s1/masks/{i}.png", mask)
    lab.write("s2/images/s2.png", IMAGE)
    (lab.root / "s2/masks").mkdir()
    report = convert(lab, out)
    coco = load(out)
    masks = [mask_api.decode(a["segmentation"]) for a in coco["annotations"]]
    np.testing.assert_array_equal(masks, overlapping()[[0, 2, 1]] > 0)
    assert [a["instance_number"] for a in coco["annotations"]] == [1, 2, 3]
    assert report.problems == []
    assert report.counts["train"].images_without_instances == 1
    assert any("1 images have an empty folder of masks" in note for note in report.notes)


def test_bad_instance_files_are_left_out_alone(lab, out):
    lab.write("s/images/s.png", IMAGE)
    good, second, _ = overlapping()
    lab.write("s/masks/1.png", good)
    lab.write("s/masks/2.png", 0 * good)
    lab.write("s/masks/3.png", np.ones((24, 16), np.uint8))
    lab.write("s/masks/4.jpg", second)
    lab.write("s/masks/5.png", b"")
    lab.write("s/masks/6.png", (lab.root / "s/masks/1.png").read_bytes()[:-20])
    lab.write("s/masks/7.png", good)
    lab.write("s/masks/8.png", labels(np.uint8))
    report = convert(lab, out)
    assert found(report) == [
        ("s/masks/2.png", "the mask is empty"),
        ("s/masks/3.png", "the mask has 16x24 pixels"),
        ("s/masks/4.jpg", "a JPEG file does not keep the values of a mask"),
        ("s/masks/5.png", "the file has 0 bytes"),
        ("s/masks/6.png", "OpenCV cannot decode it"),
    ]
    assert report.problems[1].expected == "24x16 as its image"
    assert [a["instance_number"] for a in load(out)["annotations"]] == [1, 7, 8]
    assert report.counts["train"].near_duplicate_pairs == 1
    assert "s/masks/1.png and s/masks/7.png have IoU 1.000; both kept" in report.notes
    assert any(
        note.startswith("1 instance files have several values above 0") and "s/masks/8.png" in note
        for note in report.notes
    )


def test_label_images_under_other_names_are_no_instance_files(lab, out):
    for name in ("s1", "s2"):
        lab.write(f"{name}/images/{name}.png", IMAGE)
        lab.write(f"{name}/masks/labels.png", labels())
    with pytest.raises(ValueError, match=r"several values above 0 \(first: s1/masks/labels.png\)"):
        convert(lab, out)
    report = convert(lab, out, form="instance-files")
    assert report.counts["train"].instances == {"cell": 2}
    assert any(note.startswith("2 instance files have several values") for note in report.notes)


def colours():
    return np.stack([labels(np.uint8), labels(np.uint8), 2 * labels(np.uint8)], -1)


BAD_LABELS = {
    "colours": ("b.png", colours(), {}, "the mask has colours"),
    "colour tiff": ("b.tif", colours(), {"photometric": "rgb"}, "the mask has colours"),
    "fractions": ("b.tif", labels(np.float32) / 2, {}, "the mask has fractions"),
    "NaN": ("b.npy", np.full((16, 24), np.nan), {}, "the mask has fractions, NaN"),
    "negative": ("b.npy", labels(np.int32) - 1, {}, "the mask has values below 0, down to -1"),
    "JPEG": ("b.jpg", labels(np.uint8), {}, "a JPEG file does not keep"),
    "size": ("b.png", labels()[:, :20], {}, "the mask has 20x16 pixels"),
    "turned": ("b.png", labels().T.copy(), {}, "the mask has 16x24 pixels"),
    "stack": ("b.tif", np.stack([labels()] * 5), {}, "the file holds 5 planes"),
    "z stack": (
        "b.tif",
        np.stack([labels()] * 5),
        {"imagej": True, "metadata": {"axes": "ZYX"}},
        "the file holds 5 depths",
    ),
    "numpy stack": ("b.npy", np.stack([labels()] * 5), {}, "the array has the shape [5, 16, 24]"),
    "0 bytes": ("b.tif", b"", {}, "the file has 0 bytes"),
    "no TIFF": ("b.tif", b"nothing of use" * 9, {}, "it cannot be read as TIFF (not a TIFF"),
    "no PNG": ("b.png", b"nothing of use" * 9, {}, "OpenCV cannot decode it"),
    "no array": ("b.npy", b"nothing of use" * 9, {}, "NumPy cannot read it"),
    "objects": ("b.npy", np.array([{}]), {}, "NumPy cannot read it"),
    "text": ("b.npy", np.array([["a"] * 24] * 16), {}, "it holds <U1"),
}


@pytest.mark.parametrize("case", BAD_LABELS)
def test_bad_label_images_leave_the_image_out(lab, out, case):
    name, pixels, options, message = BAD_LABELS[case]
    lab.pair("a")
    lab.write("images/b.png", IMAGE)
    lab.write(f"masks/{name}", pixels, **options)
    report = convert(lab, out)
    ((file, text),) = found(report)
    assert file == f"masks/{name}"
    assert text.startswith(message)
    assert [image["file_name"] for image in load(out)["images"]] == ["images/a.png"]


@pytest.mark.parametrize("name", ["a.tif", "a.png", "a.npy"])
def test_truncated_label_images(lab, out, name):
    lab.pair("good")
    lab.write("images/a.png", IMAGE)
    path = lab.write(f"masks/{name}", labels())
    path.write_bytes(path.read_bytes()[:-30])
    assert [file for file, _ in found(convert(lab, out))] == [f"masks/{name}"]


def test_cellposes_own_file_is_never_loaded(lab, out):
    lab.write("a.png", IMAGE)
    lab.write("a_seg.npy", np.array({"masks": labels()}, object))
    lab.write("b.png", IMAGE)
    lab.write("b_masks.png", labels())
    lab.write("b_seg.npy", np.array({"masks": labels()}, object))
    report = convert(lab, out)
    assert found(report) == [
        ("a_seg.npy", "this is Cellpose's own file of Python objects, which are never loaded")
    ]
    assert report.counts["train"].images == 1


TURNED = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"


def turned_jpeg():
    data = cv2.imencode(".jpg", IMAGE)[1].tobytes()
    return data[:2] + b"\xff\xe1" + (len(TURNED) + 2).to_bytes(2, "big") + TURNED + data[2:]


def turned_png():
    data = cv2.imencode(".png", IMAGE)[1].tobytes()
    body = b"eXIf" + TURNED[6:]
    chunk = (len(body) - 4).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
    return data[:33] + chunk + data[33:]


DEEP = IMAGE.astype(np.uint16) * 100
BAD_IMAGES = {
    "16-bit png": ("b.png", DEEP, {}, "the image has the type uint16"),
    "16-bit tiff": ("b.tif", DEEP[..., 0], {}, "the image has the type uint16"),
    "float tiff": ("b.tif", DEEP[..., 0].astype(np.float32), {}, "the image has the type float32"),
    "npy": ("b.npy", IMAGE, {}, "MMDetection cannot read NumPy files"),
    "0 bytes": ("b.png", b"", {}, "the file has 0 bytes"),
    "truncated": ("b.png", cv2.imencode(".png", IMAGE)[1].tobytes()[:-50], {}, "OpenCV cannot"),
    "turned JPEG": ("b.jpg", turned_jpeg(), {}, "the image is stored turned, with an EXIF"),
    "turned PNG": ("b.png", turned_png(), {}, "the image is stored turned, with an EXIF"),
    "turned TIFF": (
        "b.tif",
        IMAGE,
        {"photometric": "rgb", "extratags": [("Orientation", 3, 1, 6, True)]},
        "the image is stored turned (orientation 6)",
    ),
    "2 channels": (
        "b.tif",
        np.zeros((2, 16, 24), np.uint8),
        {"imagej": True, "metadata": {"axes": "CYX"}},
        "the file holds 2 channels",
    ),
    "5 channels": (
        "b.tif",
        np.zeros((5, 16, 24), np.uint16),
        {"imagej": True, "metadata": {"axes": "CYX"}},
        "the file holds 5 channels",
    ),
    "pages": ("b.tif", np.zeros((2, 16, 24), np.uint8), {}, "the file holds 2 planes"),
    "times and channels": (
        "b.tif",
        np.zeros((3, 2, 16, 24), np.uint8),
        {"imagej": True, "metadata": {"axes": "TCYX"}},
        "the file holds 3 times and 2 channels",
    ),
}


@pytest.mark.parametrize("case", BAD_IMAGES)
def test_images_that_mmdetection_would_read_wrongly(lab, out, case):
    name, pixels, options, message = BAD_IMAGES[case]
    lab.pair("a")
    lab.write(f"images/{name}", pixels, **options)
    lab.write("masks/b.png", labels())
    report = convert(lab, out)
    ((file, text),) = found(report)
    assert file == f"images/{name}"
    assert text.startswith(message)
    assert report.counts["train"].images == 1
    assert ("--write-images" in str(report)) == ("type" in message or "NumPy" in message)


GOOD_IMAGES = {
    "grey png": ("a.png", IMAGE[..., 0], {}),
    "jpeg": ("a.jpg", IMAGE, {}),
    "bmp": ("a.bmp", IMAGE, {}),
    "rgb tiff": ("a.tif", IMAGE, {"photometric": "rgb"}),
    "grey tiff": ("a.tif", IMAGE[..., 0], {}),
}


@pytest.mark.parametrize("case", GOOD_IMAGES)
def test_images_left_in_place(lab, out, case):
    name, pixels, options = GOOD_IMAGES[case]
    lab.write(f"images/{name}", pixels, **options)
    lab.write("masks/a.png", labels())
    convert(lab, out)
    image = {"id": 1, "file_name": f"images/{name}", "width": 24, "height": 16}
    assert load(out)["images"] == [image]


def read_back(out, coco, number=0):
    path = out / coco["images"][number]["file_name"]
    return cv2.imread(str(path), cv2.IMREAD_UNCHANGED)


def test_written_images_share_one_recorded_mapping(lab, out):
    first = np.linspace(1000, 2000, 384).reshape(16, 24).astype(np.uint16)
    lab.write("train/images/a.tif", first)
    lab.write("val/images/b.tif", first + 500)
    for folder in ("train", "val"):
        lab.write(f"{folder}/masks/{'a' if folder == 'train' else 'b'}.png", labels())
    report = convert(lab, out, write_images=True)
    train, validation = load(out), load(out, "validation")
    low, high = np.percentile(first, [0.1, 99.9])
    info = train["info"]["intensity"]
    assert validation["info"]["intensity"] == info
    assert (info["low"], info["high"]) == pytest.approx((low, high))
    assert validation["images"][0]["file_name"] == "images/validation/val/images/b.png"
    expected = np.rint((first + 500.0 - low) / (high - low) * 255).clip(0, 255)
    np.testing.assert_array_equal(read_back(out, validation), expected)
    above = f"{(first + 500 > high).mean():.2%} above"
    assert any(note.startswith("validation: 8-bit") and above in note for note in report.notes)


@pytest.mark.parametrize(
    ("name", "pixels", "options"),
    [
        ("a.png", IMAGE, {}),
        ("a.tif", IMAGE[..., ::-1], {"photometric": "rgb"}),
        ("a.tif", np.moveaxis(IMAGE[..., ::-1], -1, 0), {"photometric": "rgb"}),
        (
            "a.tif",
            np.moveaxis(IMAGE[..., ::-1], -1, 0),
            {"imagej": True, "metadata": {"axes": "CYX"}},
        ),
        ("a.npy", IMAGE[..., ::-1], {}),
    ],
)
def test_colours_and_8_bit_values_are_kept(lab, out, name, pixels, options):
    lab.write(f"images/{name}", pixels, **options)
    lab.write("masks/a.png", labels())
    convert(lab, out, write_images=True)
    coco = load(out)
    assert coco["info"]["intensity"]["origin"] == "8-bit images keep their values"
    np.testing.assert_array_equal(read_back(out, coco), IMAGE)


def test_a_given_range(lab, out):
    lab.write("images/a.png", DEEP)
    lab.write("masks/a.png", labels())
    convert(lab, out, write_images=True, intensity=(0, 25500))
    np.testing.assert_array_equal(read_back(out, load(out)), IMAGE)


@pytest.mark.parametrize(
    ("name", "pixels", "options", "message"),
    [
        ("b.npy", np.full((16, 24), np.inf), {}, "384 pixels are NaN or infinite"),
        ("b.npy", np.zeros((16, 24), bool), {}, "its values are no intensities"),
        ("b.tif", IMAGE[..., 0], {"photometric": "miniswhite"}, "its values are no intensities"),
        ("b.tif", np.zeros((2, 16, 24), np.uint16), {}, "the file holds 2 planes"),
    ],
)
def test_images_that_cannot_be_written(lab, out, name, pixels, options, message):
    lab.write("images/a.png", DEEP)
    lab.write("masks/a.png", labels())
    lab.write(f"images/{name}", pixels, **options)
    lab.write("masks/b.png", labels())
    report = convert(lab, out, write_images=True)
    ((file, text),) = found(report)
    assert file == f"images/{name}"
    assert text.startswith(message)
    assert [path.name for path in out.rglob("*.png")] == ["a.png"]


def test_mixed_depths(lab, out):
    lab.pair("a")
    lab.pair("b", image=DEEP)
    with pytest.raises(ValueError, match="some images have 8 bits and others more"):
        convert(lab, out, write_images=True)
    assert not out.exists()


def semantic(value=255):
    mask = np.zeros((16, 24), np.uint8)
    mask[1:4, 1:4] = value
    mask[8:12, 10:15] = value
    mask[12:14, 15:20] = value  # touches the one before at a corner
    return mask


@pytest.mark.parametrize("value", [1, 255])
def test_semantic_masks_are_refused(lab, out, value):
    lab.pair("a", semantic(value))
    lab.pair("b", np.zeros((16, 24), np.uint8))
    message = f"look semantic.*the {value} of images/a.png's mask is in 2 .*Give --components"
    with pytest.raises(ValueError, match=message):
        convert(lab, out)
    assert not out.exists()


@pytest.mark.parametrize("value", [1, 255])
@pytest.mark.parametrize("layout", ["folders", "suffixes"])
def test_components(lab, out, value, layout):
    names = ("images/a.png", "masks/a.png") if layout == "folders" else ("a.png", "a_mask.png")
    lab.write(names[0], IMAGE)
    lab.write(names[1], semantic(value))
    report = convert(lab, out, components=True)
    coco = load(out)
    assert [a["area"] for a in coco["annotations"]] == [9, 30]
    np.testing.assert_array_equal(restored(coco) > 0, semantic() > 0)
    assert any(
        note.startswith(
            "2 connected components (8 neighbours) became instances, of median area "
            "19.5: 0 are larger"
        )
        for note in report.notes
    )


def test_components_larger_than_most_are_counted(lab, out):
    mask = np.zeros((16, 24), np.uint8)
    mask[0:3, 0:20:4] = mask[0:3, 1:20:4] = 255  # five of 6 pixels
    mask[5:12, 0:20] = 255
    mask[14, 23] = 0
    lab.pair("a", mask)
    (note,) = [note for note in convert(lab, out, components=True).notes if "median" in note]
    assert "6 connected components" in note
    assert "area 6: 1 are larger" in note


def test_components_of_several_classes(lab, out):
    lab.pair("a", semantic())
    lab.pair("b")
    report = convert(lab, out, components=True)
    assert found(report) == [("masks/b.png", "the mask has the values 0, 7, 300")]


def test_one_cell_an_image_is_no_semantic_mask(lab, out):
    one = np.zeros((16, 24), np.uint8)
    one[2:5, 2:9] = 255
    lab.pair("a", one)
    report = convert(lab, out)
    assert report.counts["train"].instances == {"cell": 1}


def test_a_scattered_label_among_label_images_is_noted(lab, out):
    lab.pair("a", semantic())
    lab.pair("b")
    report = convert(lab, out)
    assert (
        "images/a.png: its label image has the value 255 only, in 2 separate places: one "
        "instance; is this mask semantic?"
    ) in report.notes
    assert any(note.startswith("2 of 3 labels are in several") for note in report.notes)
    assert report.counts["train"].instances == {"cell": 3}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"validation_share": 0}, "validation_share must be between 0 and 1, got 0"),
        ({"validation_share": 1}, "validation_share must be"),
        ({"intensity": (0, 1)}, "add --write-images"),
        ({"intensity": (1, 0), "write_images": True}, "the lower first"),
        ({"category": ""}, "the category needs a name"),
        ({"workers": 0}, "workers must be 1 or more"),
    ],
)
def test_bad_arguments(lab, out, options, message):
    lab.pair("a")
    with pytest.raises(ValueError, match=message):
        convert_masks(lab.root, out, **options)
    assert not out.exists()


def test_components_of_instance_files(lab, out):
    lab.write("s/images/s.png", IMAGE)
    lab.write("s/masks/1.png", semantic())
    with pytest.raises(ValueError, match="one file an instance.*--components is for semantic"):
        convert(lab, out, components=True)


def test_images_are_never_written_into_the_source(lab):
    lab.pair("a")
    before = sorted(lab.root.rglob("*"))
    for out in (lab.root, lab.root / "coco"):
        with pytest.raises(ValueError, match="images written there would be taken for more data"):
            convert(lab, out, write_images=True)
    assert sorted(lab.root.rglob("*")) == before
    convert(lab, lab.root)  # without images it is fine
    assert (lab.root / "instances_train.json").is_file()


def test_no_image_can_be_used(lab, out):
    lab.pair("a", image=DEEP)
    with pytest.raises(
        ValueError, match="(?s)no image can be used; the first of 1 problems:.*uint16"
    ):
        convert(lab, out)
    assert not out.exists()


def test_without_tifffile(lab, out, monkeypatch):
    from mmcsam.converters.masks import convert_masks as module

    monkeypatch.setattr(module, "find_spec", lambda name: None)
    lab.pair("a")
    convert(lab, out)
    lab.write("images/b.png", IMAGE)
    lab.write("masks/b.tif", labels())
    with pytest.raises(
        ImportError, match=r'b\.tif needs tifffile: pip install "mmcsam\[formats\]"'
    ):
        convert(lab, out)


def test_workers_do_not_change_the_files(lab, tmp_path):
    for i in range(9):
        lab.pair(str(i), image=DEEP + i)
    for name, workers in (("a", 1), ("b", 2)):
        convert_masks(
            lab.root, tmp_path / name, validation_share=0.3, write_images=True, workers=workers
        )
    files = [path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*.*")]
    assert len(files) == 11
    for file in files:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_mmdetection_keeps_every_instance(lab, out):
    from mmdet.datasets import CocoDataset
    from mmdet.utils import register_all_modules

    register_all_modules(init_default_scope=True)
    tiny = np.zeros((16, 24), np.uint8)
    tiny[3, 3], tiny[5, 5:7], tiny[8:10, 8] = 1, 2, 3
    lab.pair("a", tiny)
    lab.pair("b")
    lab.pair("c", np.zeros((16, 24), np.uint8))
    convert(lab, out)
    dataset = CocoDataset(
        data_root=str(lab.root),
        ann_file=str(out / "instances_train.json"),
        data_prefix={"img": ""},
        metainfo={"classes": ("cell",)},
        pipeline=[
            {"type": "LoadImageFromFile"},
            {"type": "LoadAnnotations", "with_bbox": True, "with_mask": True, "poly2mask": True},
        ],
    )
    assert [len(dataset.get_data_info(i)["instances"]) for i in range(len(dataset))] == [3, 2, 0]
    masks = dataset[0]["gt_masks"].masks
    np.testing.assert_array_equal(masks, np.stack([tiny == i for i in (1, 2, 3)]))
    np.testing.assert_array_equal(dataset[1]["img"], IMAGE)
    np.testing.assert_array_equal(
        dataset[1]["gt_masks"].masks, np.stack([labels() == 7, labels() == 300])
    )


@pytest.fixture
def run(monkeypatch, lab, out):
    def call(*arguments):
        everything = [lab.root, "--out", out, "--workers", "1", *arguments]
        monkeypatch.setattr(sys, "argv", [str(SCRIPT), *map(str, everything)])
        with pytest.raises(SystemExit) as end:
            runpy.run_path(str(SCRIPT), run_name="__main__")
        return end.value.code

    return call


def test_script(lab, out, run, capsys):
    lab.pair("a")
    lab.pair("b")
    assert run("--validation-share", "0.5", "--seed", "3", "--category", "blast") == 0
    assert load(out, "validation")["categories"] == [{"id": 1, "name": "blast"}]
    lab.write("images/c.png", IMAGE)
    assert run() == 1
    assert "images/c.png: the image has no mask" in capsys.readouterr().out
    assert run("--allow-skips") == 0
    assert run("--allow-empty") == 0
    assert load(out)["images"][2]["file_name"] == "images/c.png"
    capsys.readouterr()
    assert run("--form", "label-suffixes") == 2
    assert capsys.readouterr().err.startswith("error: no image with a mask was found in")


def test_a_file_of_an_earlier_run_is_named(lab, out):
    lab.pair("a")
    lab.pair("b")
    convert(lab, out, validation_share=0.5)
    report = convert(lab, out)
    stale = f"no validation images: {out / 'instances_validation.json'} is from an earlier run"
    assert stale in report.notes
