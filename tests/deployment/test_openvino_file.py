"""What OpenVINO is told."""

import pytest

from mmcsam.deployment import export_model
from mmcsam.inference.model.model_card import CARD_KEY, PRECISION_KEY, ModelCard

openvino = pytest.importorskip("openvino")


def test_card_and_precision(packed, tmp_path):
    file = export_model(packed, "openvino", tmp_path, "fp16")
    assert sorted(path.name for path in tmp_path.glob("[a-z]*")) == ["tiny.bin", "tiny.xml"]
    model = openvino.Core().read_model(file)
    assert ModelCard.from_json(model.get_rt_info(CARD_KEY).value, "x").name == "tiny"
    assert model.get_rt_info(PRECISION_KEY).value == "fp16"
