import numpy as np
import pytest
from mmdet.registry import TRANSFORMS
from mmengine.registry import init_default_scope

from mmcsam.datasets.transforms.hed_jitter import _STAINS, change_stains


@pytest.fixture(autouse=True)
def _fixed_start():
    init_default_scope("mmdet")
    np.random.seed(0)


@pytest.fixture
def image():
    return np.random.default_rng(0).integers(0, 256, (20, 30, 3), dtype=np.uint8)


def build(**settings):
    return TRANSFORMS.build({"type": "HEDJitter", **settings})


def test_no_change_is_exact():
    values = np.arange(256, dtype=np.uint8)
    image = np.stack([values, values[::-1], np.roll(values, 99)], axis=-1)[None]
    np.testing.assert_array_equal(change_stains(image, np.ones(3), np.zeros(3)), image)


def test_one_stain_by_hand():
    """Twice as much haematoxylin on a pixel that holds nothing else: twice the density."""
    density = 0.8 * _STAINS[0]
    rgb = 256 * np.exp(-density) - 1
    image = rgb[::-1].round().astype(np.uint8).reshape(1, 1, 3)
    expected = (256 * np.exp(-2 * density) - 1)[::-1]
    changed = change_stains(image, np.array([2.0, 1, 1]), np.zeros(3))[0, 0]
    assert np.abs(changed - expected).max() < 1.5  # the input was rounded


def test_shift_by_hand():
    white = np.full((1, 1, 3), 255, np.uint8)
    changed = change_stains(white, np.ones(3), np.array([0, 0.5, 0]))[0, 0]
    expected = (256 * np.exp(-0.5 * _STAINS[1]) - 1)[::-1]
    np.testing.assert_array_equal(changed, expected.round().astype(np.uint8))


@pytest.mark.parametrize("shift", [-20.0, 20.0])
def test_range_is_kept(image, shift):
    changed = change_stains(image, np.ones(3), np.full(3, shift))
    assert changed.dtype == np.uint8
    assert set(np.unique(changed)) == {255 if shift < 0 else 0}


def test_a_seed_repeats_it(image):
    jitter = build(prob=1.0)
    first = jitter({"img": image.copy()})["img"]
    second = jitter({"img": image.copy()})["img"]
    np.random.seed(0)
    again = build(prob=1.0)({"img": image.copy()})["img"]
    np.testing.assert_array_equal(first, again)
    assert (first != second).any()
    assert 0 < np.abs(first.astype(int) - image).mean() < 30


def test_share_of_images(image):
    jitter = build(prob=0.3)
    changed = [(jitter({"img": image.copy()})["img"] != image).any() for _ in range(500)]
    assert np.mean(changed) == pytest.approx(0.3, abs=0.06)


def test_takes_what_copy_paste_leaves(image):
    """MMDetection's CopyPaste makes 64-bit integers of the image."""
    assert build(prob=0.0)({"img": image.astype(np.int64)})["img"].dtype == np.uint8


@pytest.mark.parametrize("wrong", [{"gain": -0.1}, {"gain": 1.5}, {"shift": -1}, {"prob": 2}])
def test_bad_settings(wrong):
    with pytest.raises(ValueError, match="HEDJitter needs gain and prob in"):
        build(**wrong)
