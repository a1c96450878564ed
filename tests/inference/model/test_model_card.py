"""A model's card survives its file, and later formats are refused."""

import json

import pytest

from mmcsam.inference.model.model_card import ModelCard

CARD = ModelCard(
    "small cells",
    ("cell", "clump"),
    {"type": "MaskRCNN", "backbone": {"type": "ResNet"}},
    [{"type": "PackDetInputs"}],
    cell_width=41.26,
    intensity={"low": 100.0, "high": 4000.0},
    licence="CC0",
)


def test_round_trip():
    assert ModelCard.from_json(CARD.to_json(), "x") == CARD


def test_rows():
    rows = CARD.rows()
    assert rows["detector"] == "MaskRCNN on ResNet"
    assert rows["cell width"] == "41.3 network pixels"
    assert rows["pixel size"] == "not known"
    assert rows["intensities"] == "100 to 4000 become 0 to 255"
    assert rows["classes"] == "cell, clump"


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"name": "a"}'])
def test_damaged(text):
    with pytest.raises(ValueError, match=r"a\.mmcsam: its card is damaged"):
        ModelCard.from_json(text, "a.mmcsam")


def test_a_later_format():
    content = json.loads(CARD.to_json()) | {"format": 2}
    with pytest.raises(ValueError, match="of format 2, expected 1; install a later mmcsam"):
        ModelCard.from_json(json.dumps(content), "a.mmcsam")


@pytest.mark.parametrize("change", [{"more": 1}, {"classes": None}])
def test_other_content(change):
    content = json.loads(CARD.to_json()) | change
    with pytest.raises(ValueError, match="its card lacks or adds something"):
        ModelCard.from_json(json.dumps(content), "a.mmcsam")
