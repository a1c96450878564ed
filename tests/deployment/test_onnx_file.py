"""What is in an ONNX file."""

import pytest

from mmcsam.deployment import export_model
from mmcsam.deployment.onnx_file import example_inputs
from mmcsam.inference.model.model_card import CARD_KEY, ModelCard

onnx = pytest.importorskip("onnx")


@pytest.fixture(scope="module")
def graph(packed, tmp_path_factory):
    return onnx.load(export_model(packed, "onnx", tmp_path_factory.mktemp("onnx")))


def test_inputs_and_outputs(graph):
    def shape(value):
        return [side.dim_param or side.dim_value for side in value.type.tensor_type.shape.dim]

    inputs = {value.name: shape(value) for value in graph.graph.input}
    assert inputs == {"image": ["height", "width", 3], "area": [], "lowest_score": []}
    outputs = {value.name: shape(value)[:1] for value in graph.graph.output}
    assert outputs == dict.fromkeys(("boxes", "scores", "labels", "masks"), ["objects"])


def test_plain_operators_alone(graph):
    assert {node.domain for node in graph.graph.node} <= {"", "ai.onnx"}
    assert [one.version for one in graph.opset_import if not one.domain] == [17]
    kinds = {node.op_type for node in graph.graph.node}
    assert {"RoiAlign", "NonMaxSuppression", "TopK"} <= kinds
    assert "BatchNormalization" not in kinds  # folded


def test_the_card_travels_along(graph, packed):
    notes = {note.key: note.value for note in graph.metadata_props}
    assert ModelCard.from_json(notes[CARD_KEY], "x").name == "tiny"
    assert notes["mmcsam_precision"] == "fp32"


def test_the_example_is_the_same_each_time():
    assert all((a == b).all() for a, b in zip(example_inputs(), example_inputs(), strict=True))
