"""The text beside a program."""

from mmcsam.deployment.program_readme import program_readme
from mmcsam.inference.model.model_card import ModelCard


def card(**known):
    known = {"classes": ("cell",), "licence": "MIT", "description": "Finds cells."} | known
    return ModelCard("two", known.pop("classes"), {"type": "MaskRCNN"}, [], **known)


def test_scale():
    text = program_readme(card(cell_width=58.4), 0.18164, True, 0.5)
    assert "0.1816 micrometres a pixel, cells 58 pixels wide" in text
    assert "which is not known" in program_readme(card(), None, True, 0.5)


def test_intensities():
    assert "0.1 and 99.9" in program_readme(card(), None, True, 0.5)
    assert "0 to 255" in program_readme(card(), None, False, 0.5)
    sixteen = card(intensity={"low": 100.0, "high": 4000.0})
    assert "100 to 4000" in program_readme(sixteen, None, False, 0.5)


def test_classes_and_score():
    assert "One class: cell." in program_readme(card(), None, True, 0.25)
    assert "below 0.25" in program_readme(card(), None, True, 0.25)
    assert "0: a; 1: b" in program_readme(card(classes=("a", "b")), None, True, 0.5)


def test_licence_and_description():
    text = program_readme(card(), None, True, 0.5)
    assert text.startswith("# two\n\nFinds cells.\n")
    assert "Licence of the weights: MIT." in text
