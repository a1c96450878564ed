"""Label images, and which of two objects has a pixel."""

import numpy as np
import pytest
import tifffile
from exported_masks import HEIGHT, MASKS, WIDTH, full, objects

from mmcsam.export.exported_object import ExportedObject
from mmcsam.export.label_image import draw_label_image, write_label_image
from mmcsam.structures.instance_mask import InstanceMask


def test_label_images(exported):
    out, _ = exported
    labels = tifffile.imread(out / "labels/a/1.tif")
    assert labels.dtype == np.uint16
    assert labels.shape == (HEIGHT, WIDTH)
    for label, mask in enumerate(MASKS.values(), start=1):
        np.testing.assert_array_equal(labels == label, mask > 0)
    empty = tifffile.imread(out / "labels/b/1.tif")
    assert empty.shape == (HEIGHT, WIDTH)
    assert not empty.any()


def test_overlapping_annotations():
    """The smaller one has shared pixels in either order; of equal ones the later."""
    cell, nucleus = full((0, 0, 20, 20)), full((5, 5, 10, 10))
    for order in ((cell, nucleus), (nucleus, cell)):
        labels, lost, hidden = draw_label_image(objects(*order), (WIDTH, HEIGHT))
        assert (lost, hidden) == (25, 0)
        assert labels[7, 7] == (2 if order[0] is cell else 1)
    labels, lost, hidden = draw_label_image(objects(nucleus, nucleus), (WIDTH, HEIGHT))
    assert (labels[7, 7], lost, hidden) == (2, 25, 1)


def test_more_than_65535_objects_need_32_bits():
    pixel = np.ones((1, 1), np.uint8)
    many = [
        ExportedObject(
            i + 1, i, "cell", 1, None, InstanceMask(pixel, i % 256, i // 256, (256, 257))
        )
        for i in range(65_536)
    ]
    labels, lost, hidden = draw_label_image(many, (256, 257))
    assert labels.dtype == np.uint32
    assert (labels.max(), lost, hidden) == (65_536, 0, 0)
    assert draw_label_image(many[:-1], (256, 257))[0].dtype == np.uint16


def test_the_higher_score_has_the_pixel():
    """In either order, and though it is the larger object."""
    cell, nucleus = full((0, 0, 20, 20)), full((5, 5, 10, 10))
    labels, lost, hidden = draw_label_image(
        objects(cell, nucleus, scores=[0.9, 0.8]), (WIDTH, HEIGHT)
    )
    assert (labels[7, 7], lost, hidden) == (1, 25, 1)
    labels, lost, hidden = draw_label_image(
        objects(cell, nucleus, scores=[0.8, 0.9]), (WIDTH, HEIGHT)
    )
    assert (labels[7, 7], lost, hidden) == (2, 25, 0)
    labels, _, _ = draw_label_image(objects(nucleus, cell, scores=[0.5, 0.5]), (WIDTH, HEIGHT))
    assert labels[7, 7] == 2  # of equal ones the later


def test_pixels_under_two_objects_are_lost_once_each():
    """Three objects of 4, 3 and 2 pixels on 5: the sum is 9, of which 5 are drawn."""
    masks = full((0, 0, 4, 1)), full((1, 0, 4, 1)), full((3, 0, 5, 1))
    labels, lost, hidden = draw_label_image(objects(*masks), (WIDTH, HEIGHT))
    assert labels[0, :6].tolist() == [1, 2, 2, 3, 3, 0]
    assert (lost, hidden) == (4, 0)


def test_no_objects():
    labels, lost, hidden = draw_label_image([], (3, 2))
    assert labels.tolist() == [[0, 0, 0], [0, 0, 0]]
    assert (labels.dtype, lost, hidden) == (np.uint16, 0, 0)


@pytest.mark.parametrize("dtype", [np.uint16, np.uint32])
def test_files_hold_the_labels(tmp_path, dtype):
    labels = np.arange(12, dtype=dtype).reshape(3, 4) * (np.iinfo(dtype).max // 11)
    write_label_image(tmp_path / "1.tif", labels)
    with tifffile.TiffFile(tmp_path / "1.tif") as file:
        [page] = file.pages
        assert page.compression == tifffile.COMPRESSION.ADOBE_DEFLATE
        again = page.asarray()
    assert again.dtype == dtype
    np.testing.assert_array_equal(again, labels)
