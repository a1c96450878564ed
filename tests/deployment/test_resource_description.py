"""What rdf.yaml says."""

import pytest

from mmcsam.deployment.resource_description import (
    ProgramFiles,
    describe_resource,
    require_describable,
)
from mmcsam.inference.model.model_card import ModelCard

FILES = ProgramFiles(
    *("p.pt", "ab" * 32, "2.6.0", "two-class_README.md", "cover.png", "in.npy"),
    ("labels.npy", "kinds.npy"),
)


def describe(classes=("a cell",), pixel_size=0.25, normalised=True):
    card = ModelCard("two", classes, {}, [], licence="Apache-2.0", description="Finds cells.")
    return describe_resource(card, FILES, pixel_size, normalised, ("A. Person",))


def test_what_qupath_reads():
    """Its readers: InstanSegModel and qupath-bioimageio-spec's Resource and Model."""
    content = describe()
    for key in ("format_version", "authors", "description", "documentation", "license", "name"):
        assert content[key], key
    steps = [axis.get("step") for axis in content["config"]["qupath"]["axes"]]
    assert steps == [0.25, 0.25, None]
    image, labels = content["inputs"][0], content["outputs"][0]
    assert [axis["type"] for axis in image["axes"]] == ["batch", "channel", "space", "space"]
    assert image["axes"][1]["channel_names"] == ["red", "green", "blue"]
    assert labels["id"] == "instance_segmentation"
    assert labels["axes"][1]["channel_names"] == ["cells"]


def test_one_output_a_class_more():
    assert len(describe()["outputs"]) == 1
    labels, classes = describe(classes=("plasma cell", "other"))["outputs"]
    assert labels["test_tensor"]["source"] == "labels.npy"
    assert classes["id"] == "detection_classes"
    assert classes["data"] == {"type": "uint8", "values": ["plasma cell", "other"]}
    assert classes["test_tensor"]["source"] == "kinds.npy"


def test_pixel_size():
    x, y = (describe()["inputs"][0]["axes"][i] for i in (3, 2))
    assert (x["id"], y["id"]) == ("x", "y")
    assert x["scale"] == y["scale"] == 0.25 and x["unit"] == "micrometer"
    unknown = describe(pixel_size=None)
    assert all("scale" not in axis for axis in unknown["inputs"][0]["axes"])
    assert all("step" not in axis for axis in unknown["config"]["qupath"]["axes"])


def test_normalisation():
    (step,) = describe()["inputs"][0]["preprocessing"]
    assert step["id"] == "scale_range"
    assert (step["kwargs"]["min_percentile"], step["kwargs"]["max_percentile"]) == (0.1, 99.9)
    assert describe(normalised=False)["inputs"][0]["preprocessing"] == []


def test_files():
    weights = describe()["weights"]["torchscript"]
    assert weights == {"source": "p.pt", "sha256": "ab" * 32, "pytorch_version": "2.6.0"}
    assert describe()["covers"] == ["cover.png"]
    assert describe()["authors"] == [{"name": "A. Person"}]


@pytest.mark.parametrize("name", ["ours", "../evil", "plasma.cells", "Zellen für uns", "a" * 129])
def test_names_that_bioimageio_does_not_take(name):
    with pytest.raises(ValueError, match="expected 5 to 128 letters.*another --name"):
        require_describable(ModelCard(name, ("cell",), {}, []))


def test_descriptions_that_bioimageio_does_not_take():
    require_describable(ModelCard("plasma cells (1)", ("cell",), {}, [], description="x" * 1024))
    with pytest.raises(ValueError, match="1025 characters, expected up to 1024"):
        require_describable(ModelCard("cells", ("cell",), {}, [], description="x" * 1025))


@pytest.mark.parametrize("author", ["", " ", "A/B", "A\\B"])
def test_authors_that_bioimageio_does_not_take(author):
    card = ModelCard("cells", ("cell",), {}, [])
    require_describable(card, ("A. Person", "Ü. Ñandú"))
    with pytest.raises(ValueError, match="expected a name without / .*another --author"):
        require_describable(card, ("A. Person", author))
