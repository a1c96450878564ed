"""One image with its label image, its semantic mask or one file an instance."""

import cv2
import numpy as np
import pytest
from converted_coco import found, load
from lab_masks import IMAGE, convert, labels, semantic
from pycocotools import mask as mask_api


def restored(coco, image_id=1):
    """Return the label image again."""
    image = np.zeros((16, 24), np.int64)
    for entry in coco["annotations"]:
        if entry["image_id"] == image_id:
            image[mask_api.decode(entry["segmentation"]) > 0] = entry["instance_number"]
    return image


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


BAD_LABELS = {
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


def test_components_of_label_images(lab, out):
    """The 7 of two places becomes two instances; a cell that another one cuts stays one."""
    lab.pair("a")
    cut = np.zeros((16, 24), np.uint8)
    cut[4:7, 2:22] = 3
    cut[1:12, 8:14] = 5
    cut[14, 2:6] = 5
    lab.pair("b", cut)
    report = convert(lab, out)
    assert [a["area"] for a in load(out)["annotations"]] == [62, 20, 42, 70]
    assert any(
        "2 of 4 labels are in several separate places (first: the 7 of" in n for n in report.notes
    )
    convert(lab, out, components=True)
    coco = load(out)
    assert [a["area"] for a in coco["annotations"]] == [54, 8, 20, 42, 66, 4]
    assert [a["instance_number"] for a in coco["annotations"]] == [1, 2, 3, 1, 2, 3]
