"""The instances of one image and what is counted of them."""

import numpy as np

from mmcsam.converters.converted_image import ConvertedImage
from mmcsam.structures.instance_mask import InstanceMask


def mask_of(*pixels):
    mask = np.zeros((6, 8), np.uint8)
    for row, column in pixels:
        mask[row, column] = 1
    return InstanceMask.cut(mask)


def test_an_annotation_has_no_ids_yet():
    image = ConvertedImage()
    image.add(mask_of((2, 3), (2, 4)), 5, instance_number=9)
    (annotation,) = image.annotations
    assert annotation.pop("segmentation")["size"] == [6, 8]
    assert annotation == {
        "category_id": 5,
        "area": 2,
        "bbox": [3.0, 2.0, 2.0, 1.0],
        "iscrowd": 0,
        "instance_number": 9,
    }


def test_several_parts_and_the_border_are_counted():
    image = ConvertedImage()
    image.add(mask_of((2, 2), (3, 3)), 1)  # one part, as pixels at a corner touch
    image.add(mask_of((2, 2), (2, 4)), 1)
    image.add(mask_of((5, 2)), 1)
    image.add(mask_of((0, 0), (5, 7)), 1)
    assert (len(image.annotations), image.multi_part, image.border) == (4, 2, 2)


def test_the_files_name():
    entry = {"file_name": "train/x/1.bmp", "width": 8, "height": 6}
    assert ConvertedImage(entry).file_name == "train/x/1.bmp"
    assert ConvertedImage().file_name == ""
