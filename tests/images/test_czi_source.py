"""CZI files of all pixel types, with mosaics, scenes, pages and channels, by windows."""

import sys

import numpy as np
import pytest
from drawn_slides import draw_czi
from fake_backend import FakeBackend, draw_discs, pack_tiny_model

from mmcsam.images.czi_source import open_czi, pixel_size
from mmcsam.images.source import open_source
from mmcsam.inference import Segmenter, predict_files
from mmcsam.jobs.problem import UnusableFileError

RNG = np.random.default_rng(0)
GREY = RNG.integers(0, 65536, (60, 80), dtype=np.uint16)
COLOUR = RNG.integers(0, 256, (60, 80, 3), dtype=np.uint8)
ZSTD = {"compression_options": "zstd1:ExplicitLevel=2"}


@pytest.fixture(autouse=True)
def library(request):
    if "without" not in request.node.name:
        pytest.importorskip("pylibCZIrw")


@pytest.fixture
def draw(tmp_path):
    """Return a function that draws a file of such parts."""
    return lambda *parts, **options: draw_czi(tmp_path / "a.czi", list(parts), **options)


def check(path, expected, **choice):
    """Compare the whole and windows with what was written."""
    with open_source(path, name="a", **choice) as source:
        assert (source.height, source.width) == expected.shape[:2]
        assert (source.dtype, source.channels) == (expected.dtype, 3 if expected.ndim > 2 else 1)
        whole = source.read()
        np.testing.assert_array_equal(whole, expected)
        assert (whole.dtype, whole.flags.c_contiguous) == (expected.dtype, True)
        np.testing.assert_array_equal(source.read(11, 30, 40, 20), expected[30:50, 11:51])
        np.testing.assert_array_equal(source.read(79, 59), expected[59:, 79:])
        with pytest.raises(ValueError, match="is not within"):
            source.read(source.width, 0, 1, 1)


@pytest.mark.parametrize("options", [{}, ZSTD], ids=["plain", "zstd"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_grey(draw, dtype, options):
    check(draw({"data": GREY.astype(dtype)}, **options), GREY.astype(dtype))


@pytest.mark.parametrize("options", [{}, ZSTD], ids=["plain", "zstd"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_colours(draw, dtype, options):
    colour = np.dstack([GREY, GREY[::-1], GREY[:, ::-1]]).astype(dtype)
    path = draw({"data": colour}, **options)
    check(path, colour)
    check(path, colour[..., 0], channels=[0])


def test_colours_that_are_fractions(draw):
    path = draw({"data": COLOUR.astype(np.float32)})
    with pytest.raises(UnusableFileError, match="x: its pixels are Bgr96Float; expected one of"):
        open_source(path, name="x")


def test_content_counts_and_not_the_suffix(draw, tmp_path):
    path = draw({"data": COLOUR}).rename(tmp_path / "a.svs")
    check(path, COLOUR)
    path = tmp_path / "b.czi"
    path.write_bytes(b"nothing of ZEN")
    with pytest.raises(UnusableFileError, match="x: its content is none of PNG, .* a whole .czi"):
        open_source(path, name="x")


@pytest.mark.parametrize(
    ("pixels", "empty"),
    [(COLOUR, 255), (COLOUR.astype(np.uint16) * 9, 65535), (GREY, 0)],
    ids=["colours", "16 bits", "grey"],
)
def test_a_mosaic_may_lie_anywhere(draw, pixels, empty):
    """The second part lies over the first, and a corner of the rectangle was not scanned."""
    other = pixels[::-1].copy()
    path = draw(
        {"data": pixels, "location": (-1030, 700)}, {"data": other, "location": (-990, 740)}
    )
    expected = np.full((100, 120, *pixels.shape[2:]), empty, pixels.dtype)
    expected[:60, :80] = pixels
    expected[40:, 40:] = other
    check(path, expected)


def test_scenes_times_and_depths_are_pages(draw):
    """Scenes are of different sizes, need not begin with 0 and may lie over each other."""
    places = [(1, 0, 0), (1, 0, 1), (1, 3, 0), (1, 3, 1), (4, 0, 0)]
    images = [(GREY + np.uint16(100 * page))[: 60 + page] for page in range(5)]
    images[4] = np.hstack([images[4]] * 2)
    path = draw(
        *(
            {"data": image, "location": (40 * scene, 9), "plane": {"T": t, "Z": z}, "scene": scene}
            for (scene, t, z), image in zip(places, images, strict=True)
        )
    )
    for page, image in enumerate(images):
        check(path, image, page=page)
    for page, found in ((None, "it holds 5 pages"), (5, "it holds 5 pages, and no page 5")):
        with pytest.raises(UnusableFileError, match=f"x: {found}; .* with --page, from 0 to 4"):
            open_source(path, page=page, name="x")


@pytest.mark.parametrize("first", [0, 2])
def test_channels(draw, first):
    """They need not begin with 0, where they were taken from another file."""
    images = [GREY + np.uint16(channel) for channel in range(4)]
    path = draw(
        *({"data": image, "plane": {"C": first + c, "T": 5}} for c, image in enumerate(images))
    )
    check(path, images[2], channels=[2])
    check(path, np.dstack([images[3], images[0], images[2]]), channels=[3, 0, 2])
    with pytest.raises(UnusableFileError, match="x: it has 4 channels; .* Choose with --channels"):
        open_source(path, name="x")
    with pytest.raises(UnusableFileError, match="x: it has 4 channels, and not each of 4"):
        open_source(path, channels=[4], name="x")


def test_channels_of_several_kinds(draw):
    """A colour channel counts as three."""
    path = draw({"data": GREY, "plane": {"C": 0}}, {"data": COLOUR, "plane": {"C": 1}})
    check(path, GREY, channels=[0])
    check(path, COLOUR, channels=[1, 2, 3])
    check(path, COLOUR[..., 2], channels=[3])
    for channels in (None, [0, 1, 2]):
        with pytest.raises(UnusableFileError, match="x: its channels are Bgr24 and Gray16; expec"):
            open_source(path, channels=channels, name="x")


@pytest.mark.parametrize(
    ("sides", "expected"), [((0.2, 0.2), 0.2), ((0.25, 0.3), None), ((0, 0), None)]
)
def test_pixel_size(draw, sides, expected):
    with open_source(draw({"data": GREY}, pixel_size=sides)) as source:
        assert source.pixel_size == (expected and pytest.approx(expected))


@pytest.mark.parametrize("xml", ["", "no XML", "<ImageDocument/>"])
def test_metadata_without_a_pixel_size(xml):
    assert pixel_size(xml) is None


def test_large_images_are_refused_before_they_are_decoded(draw):
    path = draw({"data": GREY})
    with pytest.raises(UnusableFileError, match="x: it has 80x60 pixels; expected at most 4799"):
        open_source(path, max_pixels=4799, name="x")


@pytest.mark.parametrize("share", [0.01, 0.5, 0.97])
def test_cut_short(draw, share):
    path = draw({"data": GREY})
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(UnusableFileError, match=r"x: it cannot be read \(Not enough data read"):
        open_source(path, name="x")


def test_a_broken_part(draw):
    path = draw({"data": np.zeros((900, 900), np.uint8)}, **ZSTD)
    data = path.read_bytes()
    start = data.index(b"\x28\xb5\x2f\xfd")  # of Zstandard
    path.write_bytes(data[:start] + bytes(16) + data[start + 16 :])
    with open_source(path, name="x") as source:
        with pytest.raises(UnusableFileError, match=r"x: it cannot be read \("):
            source.read(0, 0, 9, 9)


def test_closed(draw):
    source = open_source(draw({"data": GREY}))
    source.close()
    with pytest.raises(ValueError, match="the source is closed"):
        source.read()


def test_without_the_library(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pylibCZIrw", None)
    with pytest.raises(UnusableFileError) as error:
        open_czi(tmp_path / "a.czi", "x")
    assert str(error.value) == (
        'x: slides need another library; expected pylibCZIrw. pip install "mmcsam[slides]".'
    )


def test_16_bits_are_predicted_with_a_range(draw, tmp_path):
    discs = draw_discs(160, 120, 4)
    path = draw({"data": discs.astype(np.uint16) * 16, "location": (-7, 9)})
    model = pack_tiny_model(tmp_path / "tiny.mmcsam")
    for intensity, cells in ((None, 0), ((0, 4080), 4)):
        segmenter = Segmenter(model, device="cpu", intensity=intensity)
        segmenter.backend = FakeBackend()
        report = predict_files(segmenter, [path], tmp_path / f"{cells}", ("coco",))
        assert report.cells == cells
        assert [problem.file for problem in report.problems] == ([] if cells else ["a.czi"])
