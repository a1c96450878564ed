"""Windows of arrays, in memory or not, and the arrays that people have."""

import numpy as np
import pytest
import torch
from PIL import Image

from mmcsam.images.array_source import ArraySource
from mmcsam.images.source import open_source
from mmcsam.jobs.problem import UnusableFileError

GREY = np.arange(35, dtype=np.uint16).reshape(5, 7)
COLOUR = np.arange(105, dtype=np.uint8).reshape(5, 7, 3)
STACK = np.arange(2 * 4 * 3 * 35, dtype=np.uint16).reshape(2, 4, 3, 5, 7)


class Lazy:
    """Counts the values that are sliced."""

    def __init__(self, array):
        self.array, self.shape, self.dtype, self.sliced = array, array.shape, array.dtype, []

    def __getitem__(self, index):
        part = self.array[index]
        self.sliced.append(part.size)
        return part

    def __array__(self, *_, **__):
        raise AssertionError("the whole array is read")


@pytest.mark.parametrize("array", [GREY, COLOUR, GREY.astype(np.float32), GREY.astype(np.int32)])
def test_windows_are_those_of_the_whole(array):
    source = ArraySource("a", array, "YXS"[: array.ndim])
    assert (source.width, source.height, source.dtype) == (7, 5, array.dtype)
    np.testing.assert_array_equal(source.read(), array)
    for left, top, width, height in ((0, 0, 7, 5), (2, 1, 3, 4), (6, 4, 1, 1), (0, 3, 7, 2)):
        window = source.read(left, top, width, height)
        np.testing.assert_array_equal(window, array[top : top + height, left : left + width])
        assert (window.dtype, window.flags.c_contiguous) == (array.dtype, True)
    np.testing.assert_array_equal(source.read(left=5, top=3), array[3:, 5:])


@pytest.mark.parametrize(
    "window", [(-1, 0, 2, 2), (0, -1, 2, 2), (6, 0, 2, 2), (0, 4, 1, 2), (0, 0, 0, 1), (7, 0)]
)
def test_a_window_beyond_the_image(window):
    with pytest.raises(ValueError, match="x: the window of .* is not within the 7x5 pixels of"):
        ArraySource("x", GREY, "YX").read(*window)


def test_what_is_read_may_be_changed():
    array = GREY.copy()
    array.flags.writeable = False
    ArraySource("a", array, "YX").read()[:] = 0
    assert array.tolist() == GREY.tolist()


@pytest.mark.parametrize("axes", ["YXS", "SYX", "XYS", "SXY", "YSX", "CYX"])
def test_any_order_of_axes(axes):
    array = COLOUR.transpose(["YXS".index(axis.replace("C", "S")) for axis in axes])
    source = ArraySource("a", array, axes)
    np.testing.assert_array_equal(source.read(1, 2, 4, 3), COLOUR[2:5, 1:5])
    source = ArraySource("a", array, axes, channels=[1])
    np.testing.assert_array_equal(source.read(1, 2, 4, 3), COLOUR[2:5, 1:5, 1])


@pytest.mark.parametrize(("page", "place"), [(0, (0, 0)), (3, (0, 3)), (4, (1, 0)), (7, (1, 3))])
def test_pages_of_a_stack(page, place):
    source = ArraySource("a", STACK, "TZCYX", page=page, channels=[2, 0, 2])
    np.testing.assert_array_equal(source.read(), np.moveaxis(STACK[place][[2, 0, 2]], 0, -1))


def test_no_more_is_sliced_than_the_window():
    lazy = Lazy(STACK)
    source = ArraySource("a", lazy, "TZCYX", page=5, channels=[1])
    assert lazy.sliced == []
    np.testing.assert_array_equal(source.read(2, 1, 3, 2), STACK[1, 1, 1, 1:3, 2:5])
    assert lazy.sliced == [6]


def test_opacity_is_dropped_unless_it_is_chosen():
    array = np.arange(16, dtype=np.uint8).reshape(2, 2, 4)
    assert ArraySource("a", array, "YXS", opacity=True).read().tolist() == array[..., :3].tolist()
    source = ArraySource("a", array[..., 2:], "YXS", opacity=True)
    assert (source.channels, source.read().tolist()) == (1, array[..., 2].tolist())
    source = ArraySource("a", array, "YXS", opacity=True, channels=[3])
    assert source.read().tolist() == array[..., 3].tolist()


def test_types():
    source = ArraySource("a", np.array([[True, False]]), "YX")
    assert (source.dtype, source.read().tolist()) == (np.uint8, [[255, 0]])
    assert source.read().dtype == np.uint8
    source = ArraySource("a", GREY.astype(">u2"), "YX")
    assert (source.dtype.isnative, source.read().dtype.isnative) == (True, True)
    np.testing.assert_array_equal(source.read(), GREY)


def test_closed():
    closed = []
    with ArraySource("x", GREY, "YX", close=lambda: closed.append(1)) as source:
        assert closed == []
    assert closed == [1]
    with pytest.raises(ValueError, match="x: the source is closed"):
        source.read()


BAD = {
    "empty": (GREY[:0], "YX", {}, "its shape is [0, 7]; expected pixels. Save it again."),
    "complex": (GREY.astype(complex), "YX", {}, "it holds complex128; expected pixels that are r"),
    "text": (np.array([["a"]]), "YX", {}, "it holds <U1; expected pixels that are real numbers."),
    "pages": (
        STACK,
        "TZCYX",
        {},
        "it holds 8 pages; expected one page. Choose one with --page, from 0 to 7.",
    ),
    "no page": (STACK, "TZCYX", {"page": 8}, "it holds 8 pages, and no page 8; expected a page "),
    "below 0": (STACK, "TZCYX", {"page": -1}, "it holds 8 pages, and no page -1; expected a pag"),
    "1 page": (
        GREY,
        "YX",
        {"page": 1},
        "it holds 1 page, and no page 1; expected a page from 0 to 0. Leave --page out.",
    ),
    "2 channels": (
        COLOUR[..., :2],
        "YXS",
        {},
        "it has 2 channels; expected 1, or 3 for red, green and blue. Choose with --channels R G "
        "B, or one channel, each from 0 to 1.",
    ),
    "4 channels": (STACK[0], "CZYX", {"page": 0}, "it has 4 channels; expected 1, or 3 for red, "),
    "no channel": (COLOUR, "YXS", {"channels": [0, 1, 3]}, "it has 3 channels, and not each of "),
    "1 channel": (
        GREY,
        "YX",
        {"channels": [1]},
        "it has 1 channel, and not each of 1; expected channels from 0 to 0. Leave --channels out",
    ),
    "large": (GREY, "YX", {"max_pixels": 34}, "it has 7x5 pixels; expected at most 34 pixels. A"),
}


@pytest.mark.parametrize("case", BAD)
def test_unusable(case):
    array, axes, options, message = BAD[case]
    with pytest.raises(UnusableFileError) as error:
        ArraySource("x/a", array, axes, **options)
    assert str(error.value).startswith(f"x/a: {message}")


def test_as_many_pixels_as_are_allowed():
    assert ArraySource("a", GREY, "YX", max_pixels=35).width == 7


@pytest.mark.parametrize(
    ("raised", "message"),
    [
        (RuntimeError("a  broken\nchunk"), r"x: it cannot be read \(a broken chunk\); expected a "),
        (KeyError(), r"x: it cannot be read \(KeyError\)"),
        (OSError(5, "Input/output error"), r"x: it cannot be read \(Input/output error\)"),
        (MemoryError(), "x: there is not enough memory for it; expected a smaller image. Free m"),
    ],
)
def test_whatever_an_array_raises(raised, message):
    class Broken(Lazy):
        def __getitem__(self, index):
            raise raised

    with pytest.raises(UnusableFileError, match=message):
        ArraySource("x", Broken(GREY), "YX").read()


RNG = np.random.default_rng(0)
PICTURE = RNG.integers(0, 256, (24, 40, 3), dtype=np.uint8)
PLANE = RNG.integers(0, 256, (24, 40), dtype=np.uint8)
OPAQUE = np.dstack([PICTURE, PLANE])
DEEP = PICTURE.astype(np.uint16) * 200


def read(image, **options):
    """Return the whole of what is opened, after comparing a window with it."""
    with open_source(image, **options) as source:
        whole = source.read()
        np.testing.assert_array_equal(source.read(3, 2, 11, 9), whole[2:11, 3:14])
        return whole


@pytest.mark.parametrize(
    ("pixels", "options", "expected"),
    [
        (PLANE, {}, PLANE),
        (PLANE[..., None], {}, PLANE),
        (PLANE[None], {}, PLANE),
        (PICTURE, {}, PICTURE),
        (PICTURE[None], {}, PICTURE),
        (OPAQUE, {}, PICTURE),
        (OPAQUE, {"channels": [3]}, PLANE),
        (np.stack([PLANE, PLANE + 1]), {"page": 1}, PLANE + 1),
        (np.stack([PICTURE, PICTURE + 1]), {"page": 1}, PICTURE + 1),
        (np.moveaxis(PICTURE, -1, 0), {"channels": [0, 1, 2]}, PICTURE),
        (np.dstack([PICTURE, OPAQUE]), {"channels": [0, 1, 6]}, OPAQUE[..., [0, 1, 3]]),
        (np.ma.masked_array(PLANE, PLANE > 9), {}, PLANE),
    ],
)
def test_arrays(tmp_path, pixels, options, expected):
    np.testing.assert_array_equal(read(pixels, **options), expected)
    mapped = np.memmap(tmp_path / "a", pixels.dtype, "w+", shape=pixels.shape)
    mapped[:] = np.asarray(pixels)
    np.testing.assert_array_equal(read(mapped, **options), expected)


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "RGBA", "P", "CMYK", "LA", "I", "F", "I;16"])
def test_pil_images(mode):
    image = Image.fromarray(DEEP[..., 0] if mode == "I;16" else PLANE if mode in "IF" else PICTURE)
    image = image.convert(mode)
    shown = {"1": "L", "LA": "L"}.get(mode, "RGB" if mode in ("P", "RGBA", "CMYK") else mode)
    np.testing.assert_array_equal(read(image), np.asarray(image.convert(shown)))


def test_a_pil_image_is_taken_as_it_lies(tmp_path):
    """Masks must fit the pixels that its owner sees in it."""
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(PICTURE).save(tmp_path / "a.jpg", exif=exif)
    with Image.open(tmp_path / "a.jpg") as image:
        np.testing.assert_array_equal(read(image), np.asarray(image))


@pytest.mark.parametrize("gradient", [False, True])
def test_tensors(gradient):
    tensor = torch.tensor(PICTURE / np.float32(9), requires_grad=gradient)
    expected = tensor.detach().numpy()
    np.testing.assert_array_equal(read(tensor), expected)
    np.testing.assert_array_equal(read(tensor.permute(2, 0, 1)), expected)
    np.testing.assert_array_equal(read(tensor[..., 1]), expected[..., 1])
    np.testing.assert_array_equal(read(tensor[None, ..., 1]), expected[..., 1])
    with pytest.raises(UnusableFileError, match=r"the image: it cannot be read \(.*BFloat16"):
        open_source(tensor.to(torch.bfloat16))


@pytest.mark.parametrize("name", ["a.zarr", "folder"])
def test_zarr_folders(tmp_path, name):
    zarr = pytest.importorskip("zarr")
    array = zarr.open_array(
        str(tmp_path / name), mode="w", shape=DEEP.shape, chunks=(8, 8, 3), dtype="u2"
    )
    array[:] = DEEP
    np.testing.assert_array_equal(read(tmp_path / name), DEEP)
    np.testing.assert_array_equal(read(array), DEEP)


@pytest.mark.parametrize("version", ["0.4", "0.5"])
def test_ome_zarr(tmp_path, version):
    zarr = pytest.importorskip("zarr")
    group = zarr.open_group(str(tmp_path / "a.zarr"), mode="w")
    planes = np.moveaxis(DEEP, -1, 0)[None]
    array = group.create_array("finest", shape=planes.shape, dtype="u2", chunks=(1, 1, 8, 8))
    array[:] = planes
    with pytest.raises(UnusableFileError, match="a group without 'multiscales'; .* Give .*zarr/0"):
        open_source(tmp_path / "a.zarr")
    change = {"type": "scale", "scale": [1, 1, 500, 500]}
    axes = [{"name": "z"}, {"name": "c"}, *({"name": n, "unit": "nanometer"} for n in "yx")]
    dataset = {"path": "finest", "coordinateTransformations": [change]}
    said = {"multiscales": [{"axes": axes, "datasets": [dataset]}]}
    group.attrs.update({"ome": said} if version == "0.5" else said)
    np.testing.assert_array_equal(read(tmp_path / "a.zarr"), DEEP)
    assert open_source(tmp_path / "a.zarr").pixel_size == 0.5


def test_broken_zarr(tmp_path):
    pytest.importorskip("zarr")
    (tmp_path / "zarr.json").write_text("{")
    with pytest.raises(UnusableFileError, match=r"x: it cannot be read \("):
        open_source(tmp_path, name="x")
