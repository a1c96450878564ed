"""Images that MMDetection reads well where they are, and those that are written."""

import zlib

import cv2
import numpy as np
import pytest
from converted_coco import found, load
from lab_masks import DEEP, IMAGE, convert, labels

from mmcsam.coco.intensity_info import recorded_intensity
from mmcsam.converters.masks.image_file import read_image, size_in_place
from mmcsam.images.cell_image import read_cell_image
from mmcsam.jobs.problem import UnusableFileError

TURNED = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"


def turned_jpeg():
    data = cv2.imencode(".jpg", IMAGE)[1].tobytes()
    return data[:2] + b"\xff\xe1" + (len(TURNED) + 2).to_bytes(2, "big") + TURNED + data[2:]


def turned_png():
    data = cv2.imencode(".png", IMAGE)[1].tobytes()
    body = b"eXIf" + TURNED[6:]
    chunk = (len(body) - 4).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
    return data[:33] + chunk + data[33:]


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
    "channels as pages": (
        "b.tif",
        np.moveaxis(IMAGE, -1, 0).copy(),
        {"imagej": True, "metadata": {"axes": "CYX"}},
        "MMDetection would read other values",
    ),
    "opacity": (
        "b.tif",
        np.dstack([IMAGE, IMAGE[..., 0]]),
        {"photometric": "rgb", "extrasamples": ["unassalpha"]},
        "MMDetection would read other values",
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
    assert ("--write-images" in str(report)) == any(
        word in message for word in ("type", "NumPy", "other values")
    )


GOOD_IMAGES = {
    "grey png": ("a.png", IMAGE[..., 0], {}),
    "jpeg": ("a.jpg", IMAGE, {}),
    "bmp": ("a.bmp", IMAGE, {}),
    "rgb tiff": ("a.tif", IMAGE, {"photometric": "rgb"}),
    "grey tiff": ("a.tif", IMAGE[..., 0], {}),
    "planar tiff": (
        "a.tif",
        np.moveaxis(IMAGE, -1, 0).copy(),
        {"photometric": "rgb", "planarconfig": "separate"},
    ),
    "opaque tiff": (
        "a.tif",
        np.dstack([IMAGE, np.full((16, 24), 255, np.uint8)]),
        {"photometric": "rgb", "extrasamples": ["unassalpha"]},
    ),
    "deflated tiff": ("a.tif", IMAGE, {"photometric": "rgb", "compression": "zlib"}),
    "png with opacity": ("a.png", np.dstack([IMAGE, IMAGE[..., 0]]), {}),
}


@pytest.mark.parametrize("case", GOOD_IMAGES)
def test_images_left_in_place(lab, out, case):
    name, pixels, options = GOOD_IMAGES[case]
    lab.write(f"images/{name}", pixels, **options)
    lab.write("masks/a.png", labels())
    convert(lab, out)
    image = {"id": 1, "file_name": f"images/{name}", "width": 24, "height": 16}
    assert load(out)["images"] == [image]


def read_back(out, coco):
    return cv2.imread(str(out / coco["images"][0]["file_name"]), cv2.IMREAD_UNCHANGED)


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


def test_opacity_is_left_out(lab):
    path = lab.write("a.png", cv2.cvtColor(IMAGE, cv2.COLOR_BGR2BGRA))
    np.testing.assert_array_equal(read_image(path, "a.png"), IMAGE)
    assert size_in_place(path, "a.png")[0] == (24, 16)


def test_depth_is_kept_when_read(lab):
    pixels = read_image(lab.write("a.png", DEEP), "a.png")
    assert pixels.dtype == np.uint16
    np.testing.assert_array_equal(pixels, DEEP)


@pytest.mark.parametrize("data", [turned_jpeg(), turned_png()])
def test_a_turned_photograph_is_not_written_either(lab, data):
    path = lab.write("a.jpg", data)
    with pytest.raises(UnusableFileError, match=r"x/a\.jpg: the image is stored turned, with an"):
        read_image(path, "x/a.jpg")


def test_an_upright_photograph_may_say_so(lab):
    """Orientation 1 is the usual one."""
    upright = turned_jpeg().replace(TURNED, TURNED[:24] + b"\x01" + TURNED[25:])
    path = lab.write("a.jpg", upright)
    assert b"Exif" in path.read_bytes()
    assert size_in_place(path, "a.jpg")[0] == (24, 16)
    assert read_image(path, "a.jpg").shape == (16, 24, 3)


def test_one_pixel(lab):
    path = lab.write("a.png", np.array([[7]], np.uint8))
    assert size_in_place(path, "a.png")[0] == (1, 1)
    assert read_image(path, "a.png").tolist() == [[7]]


@pytest.mark.parametrize(
    ("pixels", "intensity"),
    [
        (DEEP[..., 0] // 100 * 16, (0, 4080)),  # 12 bits in 16
        (DEEP[..., 0] // 100 / np.float32(255), (0, 1)),
        (DEEP[..., 0].astype(np.int32) - 12_750, (-12_750, 12_750)),
        (DEEP[..., 0] / 100.0, (0, 255)),
        (IMAGE[..., 0].astype(np.float16), (0, 255)),
    ],
)
def test_no_depth_is_cut_in_silence(lab, out, pixels, intensity):
    """A mapping says what becomes 0 and 255, and is recorded."""
    lab.write("images/a.npy" if pixels.dtype == np.float16 else "images/a.tif", pixels)
    lab.write("masks/a.png", labels())
    report = convert(lab, out, write_images=True, intensity=intensity)
    np.testing.assert_array_equal(read_back(out, load(out)), IMAGE[..., 0])
    recorded = load(out)["info"]["intensity"]
    assert (recorded["low"], recorded["high"]) == intensity
    assert any("8-bit images written" in note and "clipped: 0.00%" in note for note in report.notes)


@pytest.mark.parametrize(
    ("name", "pixels", "options"),
    [
        ("a.png", DEEP, {}),
        ("a.tif", DEEP[..., 0], {}),
        ("a.tif", (DEEP[..., 0] / np.float32(25500)), {}),
    ],
)
def test_deep_images_stay_where_a_range_is_recorded(lab, out, name, pixels, options):
    high = 1.0 if pixels.dtype == np.float32 else 25500.0
    path = lab.write(f"images/{name}", pixels, **options)
    lab.write("masks/a.png", labels())
    report = convert(lab, out, intensity=(0, high))
    coco = load(out)
    assert (lab.root / coco["images"][0]["file_name"]) == path
    assert (coco["info"]["intensity"]["low"], coco["info"]["intensity"]["high"]) == (0, high)
    assert any("the images stay as they are" in note for note in report.notes)
    expected = IMAGE if pixels.ndim == 3 else np.repeat(IMAGE[..., :1], 3, axis=2)
    np.testing.assert_array_equal(
        read_cell_image(path, recorded_intensity(out / "instances_train.json")), expected
    )


def test_without_a_range_they_are_refused_with_the_cure(lab, out):
    lab.write("images/a.png", DEEP)
    lab.write("masks/a.png", labels())
    with pytest.raises(ValueError, match="--intensity LOW HIGH, by which train, test and predict"):
        convert(lab, out)
