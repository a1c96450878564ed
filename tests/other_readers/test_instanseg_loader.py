"""InstanSeg's own Python class runs the folder; where it is installed."""

import numpy as np
import pytest

from mmcsam.deployment.instanseg import write_instanseg
from mmcsam.inference import Segmenter
from mmcsam.synthesis.marrow.smear import draw_numbered_smear

pytest.importorskip("instanseg", reason="tools/test_readers.sh installs it")


@pytest.fixture(scope="module")
def reader(bundled, tmp_path_factory):
    """The model that comes with mmcsam, in InstanSeg's class."""
    from instanseg import InstanSeg

    models = tmp_path_factory.mktemp("models")
    folder = models / "cells"
    folder.mkdir()
    write_instanseg(*bundled, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INSTANSEG_BIOIMAGEIO_PATH", str(models))
        yield InstanSeg("cells", device="cpu", image_reader="skimage.io", verbosity=0)


@pytest.fixture(scope="module")
def segmenter():
    return Segmenter(backend="pytorch")


@pytest.mark.parametrize("number", range(3))
def test_the_segmenters_cells(reader, segmenter, number):
    """Without InstanSeg's normalisation, so that both see the same pixels."""
    picture = draw_numbered_smear(9, number, (512, 384), 1.2).image[..., ::-1]
    labels, classes = reader.eval_small_image(
        picture / np.float32(255),
        pixel_size=reader.instanseg.pixel_size,
        normalise=False,
        return_image_tensor=False,
    )
    cells = segmenter(np.ascontiguousarray(picture))
    assert len(cells) > 4
    assert classes[:, 0].tolist() == [cell.label for cell in cells]
    assert int(labels.max()) == len(cells)
    assert np.count_nonzero(labels[0, 0].numpy() != cells.labels()) <= 5


def test_it_normalises(reader, segmenter):
    """By percentiles, as QuPath does too: much the same cells, in more contrast."""
    picture = draw_numbered_smear(9, 0, (512, 384), 1.2).image[..., ::-1]
    labels, _ = reader.eval_small_image(
        np.ascontiguousarray(picture),
        pixel_size=reader.instanseg.pixel_size,
        return_image_tensor=False,
    )
    found, expected = labels[0, 0].numpy() > 0, segmenter(picture.copy()).labels() > 0
    assert (found & expected).sum() / (found | expected).sum() > 0.8
