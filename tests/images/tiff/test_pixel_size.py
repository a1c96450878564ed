"""How large a pixel is, by everything that TIFF files say of it."""

import numpy as np
import pytest
import tifffile

from mmcsam.images.tiff.pixel_size import pixel_size

CM = {"resolution": (20000, 20000), "resolutionunit": "CENTIMETER"}
OME = {"PhysicalSizeX": 250, "PhysicalSizeXUnit": "nm", "PhysicalSizeY": 0.25}
SCALES = {
    "nothing": ("a.tif", {}, None),
    "centimetres": ("a.tif", CM, 0.5),
    "inches": ("a.tif", {"resolution": (300, 300), "resolutionunit": "INCH"}, None),
    "ImageJ": (
        "a.tif",
        {"imagej": True, "resolution": (4, 4), "metadata": {"unit": "micron"}},
        0.25,
    ),
    "ImageJ, nanometres": (
        "a.tif",
        {"imagej": True, "resolution": (0.01, 0.01), "metadata": {"unit": "nm"}},
        0.1,
    ),
    "ImageJ, escaped": (
        "a.tif",
        {"imagej": True, "resolution": (2, 2), "metadata": {"unit": "\\u00B5m"}},
        0.5,
    ),
    "ImageJ, inches": (
        "a.tif",
        {"imagej": True, "resolution": (72, 72), "metadata": {"unit": "inch"}},
        None,
    ),
    "ImageJ, no unit": ("a.tif", {"imagej": True}, None),
    "OME": ("a.ome.tif", {"metadata": {"axes": "YX", **OME}}, 0.25),
    "OME before the tag": ("a.ome.tif", {**CM, "metadata": {"axes": "YX", **OME}}, 0.25),
    "OME, no unit": ("a.ome.tif", {"metadata": {"PhysicalSizeX": 2, "PhysicalSizeY": 2}}, 2.0),
    "OME, not square": ("a.ome.tif", {"metadata": {"PhysicalSizeX": 2, "PhysicalSizeY": 3}}, None),
    "OME, nothing": ("a.ome.tif", {"metadata": {"axes": "YX"}}, None),
    "not square": ("a.tif", {**CM, "resolution": (20000, 10000)}, None),
}


@pytest.mark.parametrize("case", SCALES)
def test_pixel_size(tmp_path, case):
    name, options, expected = SCALES[case]
    path = tmp_path / name
    tifffile.imwrite(path, np.zeros((9, 8), np.uint16), photometric="minisblack", **options)
    with tifffile.TiffFile(path) as file:
        found = pixel_size(file, 0)
    assert found == (None if expected is None else pytest.approx(expected))
