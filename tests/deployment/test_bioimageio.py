"""The folder for bioimage.io; tests/other_readers has bioimageio.core read one."""

from dataclasses import replace

import numpy as np
import pytest
import yaml
from two_class_detector import two_class_card, two_class_detector

from mmcsam.deployment.bioimageio import write_bioimageio
from mmcsam.inference.model.packed_model import read_card


@pytest.fixture
def card(packed):
    """Of the detector of one class."""
    return replace(read_card(packed), name="tiny cells", licence="Apache-2.0")


def test_folder(card, detector, tmp_path):
    file = write_bioimageio(detector, card, tmp_path, score_threshold=0.0, authors=("A. Person",))
    assert file == tmp_path / "rdf.yaml"
    content = yaml.safe_load(file.read_text())
    assert content["license"] == "Apache-2.0"
    assert content["authors"] == [{"name": "A. Person"}]
    assert content["inputs"][0]["preprocessing"] == []
    assert (tmp_path / content["weights"]["torchscript"]["source"]).is_file()


def test_a_picture_of_ones_own(card, detector, images, tmp_path):
    for picture in images[:2]:  # landscape and portrait
        write_bioimageio(detector, card, tmp_path, score_threshold=0.0, picture=picture)
        saved = np.load(tmp_path / "test-input.npy")
        assert np.array_equal(saved[0].transpose(1, 2, 0), picture[..., ::-1])


def test_without_a_licence(tmp_path):
    with pytest.raises(ValueError, match="two-class: its card says no licence.*with --licence"):
        write_bioimageio(None, two_class_card(), tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_test_that_tests_nothing(card, detector, tmp_path):
    with pytest.raises(ValueError, match="tiny cells: finds in the test image no cell, so that"):
        write_bioimageio(detector, card, tmp_path, score_threshold=1.0)
    of_two = two_class_card(licence="MIT")
    with pytest.raises(ValueError, match="no cell, or none but of plasma cell, so that"):
        write_bioimageio(two_class_detector(of_two), of_two, tmp_path, score_threshold=1.0)
