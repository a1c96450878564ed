"""``pack`` and ``info MODEL``, as a user types them."""

import pytest
from command_calls import CommandCalls
from repository import ROOT

from mmcsam.cli import main
from mmcsam.inference import read_card


@pytest.fixture
def calls(tmp_path):
    return CommandCalls(tmp_path, ROOT / "configs")


def test_what_a_card_says(calls, capsys):
    words = ["--licence", "CC0", "--name", "drawn cells", "--annotations", str(calls.coco)]
    assert main("pack", *calls.right("pack"), *words) == 0
    assert f"{calls.packed}: " in capsys.readouterr().out
    card = read_card(calls.packed)
    assert (card.name, card.licence, card.classes) == ("drawn cells", "CC0", ("cell",))
    assert 5 < card.cell_width < 60
    assert main("info", str(calls.packed)) == 0
    printed = capsys.readouterr().out
    assert "drawn cells" in printed
    assert "GuidedMaskRCNN on ResNet" in printed


def test_half(calls):
    assert main("pack", *calls.right("pack")) == 0
    whole = calls.packed.stat().st_size
    assert main("pack", *calls.right("pack"), "--half") == 0
    assert calls.packed.stat().st_size < 0.6 * whole


def test_weights_of_another_model(calls, capsys):
    words = [str(calls.config), *calls.right("pack")[1:]]
    assert main("pack", *words) == 2
    assert capsys.readouterr().err.startswith("error: ")
    assert not calls.packed.exists()


def test_another_suffix(calls, capsys):
    words = [*calls.right("pack")[:-1], str(calls.folder / "cells.pth")]
    assert main("pack", *words) == 2
    assert "expected a name that ends in .mmcsam" in capsys.readouterr().err


def test_info_of_what_is_no_model(calls, capsys):
    assert main("info", str(calls.coco)) == 2
    assert "no packed model or a damaged one" in capsys.readouterr().err
