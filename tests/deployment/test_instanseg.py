"""The folder for QuPath."""

import pytest
import torch
import yaml
from two_class_detector import two_class_card, two_class_detector

from mmcsam.deployment.instanseg import write_instanseg


def test_folder(tmp_path):
    card = two_class_card(pixel_size=0.25)
    program = write_instanseg(two_class_detector(card), card, tmp_path)
    assert program == tmp_path / "instanseg.pt"
    assert torch.jit.load(program).pixel_size == 0.25
    content = yaml.safe_load((tmp_path / "rdf.yaml").read_text())
    assert content["config"]["qupath"]["axes"][0]["step"] == 0.25
    assert content["inputs"][0]["preprocessing"]
    assert (tmp_path / f"{content['name']}_README.md").is_file()  # where QuPath looks for it


def test_a_given_pixel_size_goes_first(tmp_path):
    card = two_class_card(pixel_size=0.25)
    program = write_instanseg(two_class_detector(card), card, tmp_path, pixel_size=0.5)
    assert torch.jit.load(program).pixel_size == 0.5


def test_without_a_pixel_size(tmp_path):
    with pytest.raises(ValueError, match="does not know its pixel size.*pack it with --pixel-size"):
        write_instanseg(None, two_class_card(), tmp_path)
    assert not list(tmp_path.iterdir())
