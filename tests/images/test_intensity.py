from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmcsam.converters.written_image import WrittenImage, check_depth, mapping_note
from mmcsam.images.intensity import IntensityMapping
from mmcsam.images.intensity_range import find_intensity_mapping
from mmcsam.jobs.problem import Problem, UnusableFileError


def test_values_by_hand():
    mapped, below, above = IntensityMapping(-2, 3).apply(np.array([-9.0, -2, 0, 0.5, 3, 3.1]))
    assert mapped.tolist() == [0, 0, 102, 128, 255, 255]  # 2/5 and 2.5/5 of 255
    assert mapped.dtype == np.uint8
    assert (below, above) == (1, 1)


def test_eight_bits_are_kept():
    values = np.arange(256, dtype=np.uint8)
    mapped, below, above = IntensityMapping(0, 255).apply(values)
    np.testing.assert_array_equal(mapped, values)
    assert (below, above) == (0, 0)


@given(
    st.lists(st.integers(0, 65535), min_size=2, max_size=50),
    st.integers(0, 60000),
    st.integers(1, 5000),
)
def test_monotonic_and_clipped(values, low, span):
    values = np.sort(np.array(values, np.uint16))
    mapped, below, above = IntensityMapping(low, low + span).apply(values)
    assert (np.diff(mapped.astype(int)) >= 0).all()
    assert below == sum(value < low for value in values.tolist())
    assert above == sum(value > low + span for value in values.tolist())
    assert (mapped[values <= low] == 0).all() and (mapped[values >= low + span] == 255).all()


@pytest.mark.parametrize(("low", "high"), [(1, 1), (2, 1), (float("nan"), 1), (0, float("inf"))])
def test_bad_range(low, high):
    with pytest.raises(ValueError, match="two finite values, the lower first; got"):
        IntensityMapping(low, high)


class Reader:
    """Returns arrays by file name."""

    def __init__(self, **arrays):
        self.arrays = arrays

    def __call__(self, path):
        if path.name not in self.arrays:
            raise UnusableFileError(Problem(path.name, "found", "expected", "cure"))
        return self.arrays[path.name]


def find(reader, *more):
    paths = [Path(name) for name in (*reader.arrays, *more)]
    return find_intensity_mapping(reader, paths, "the images", workers=1)


def test_percentiles_of_all_images_together():
    # 0..1000 over two images: the percentiles are 1 and 999.
    values = np.arange(1001, dtype=np.float32)
    mapping = find(Reader(a=values[:500], b=values[500:]), "unreadable")
    assert (mapping.low, mapping.high) == pytest.approx((1, 999))
    assert mapping.origin == "percentiles 0.1 and 99.9 of the images"


def test_large_images_are_sampled_the_same_at_every_run():
    image = np.random.default_rng(1).normal(100, 5, (600, 600))
    first, second = find(Reader(a=image)), find(Reader(a=image))
    assert first == second
    low, high = np.percentile(image, [0.1, 99.9])
    assert (first.low, first.high) == pytest.approx((low, high), abs=1)


def test_eight_bit_images_give_no_range():
    mapping = find(Reader(a=np.array([3, 90], np.uint8)))
    assert (mapping.low, mapping.high) == (0, 255)


def test_one_value():
    with pytest.raises(ValueError, match="nearly all pixels have the value 7; give the range"):
        find(Reader(a=np.full((4, 4), 7, np.uint16)))


def test_none_readable():
    with pytest.raises(ValueError, match="none can be read"):
        find(Reader(), "a")


def written(tmp_path, dtype, name="a.png", value=5):
    image = WrittenImage()
    image.write(np.array([[0, value]], dtype), IntensityMapping(1, 4), tmp_path, name)
    return image


def test_note_counts_clipped_values(tmp_path):
    images = [written(tmp_path, np.uint16), written(tmp_path, np.uint16, value=3)]
    note = mapping_note("train", images, IntensityMapping(1, 4))
    assert "1 as 0 and 4 as 255 (given); clipped: 50.00% of the values below, 25.00% above" in note
    check_depth(images)


def test_mixed_depths(tmp_path):
    images = [written(tmp_path, np.uint16), written(tmp_path, np.uint8, "b.png")]
    with pytest.raises(ValueError, match=r"a\.png \(uint16\), b\.png \(uint8\)"):
        check_depth(images)
