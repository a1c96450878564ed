import json
import sys

import pytest
import torch
from mmengine.registry import init_default_scope
from repository import ROOT

from mmcsam.converters import convert_segpc
from mmcsam.synthesis import write_sample_tree

# The tests' tensors are small, and several threads that share busy cores wait for each other.
torch.set_num_threads(1)


@pytest.fixture(scope="session")
def sample(tmp_path_factory):
    """A drawn data set of 4 + 4 images, one of them without cells, converted to COCO."""
    root = tmp_path_factory.mktemp("sample")
    tree = write_sample_tree(root, train=4, validation=4, test=0, scale=0.0625)
    convert_segpc(tree, root / "coco", workers=1)
    return root


@pytest.fixture(scope="session")
def yeast(sample):
    """The same images with every other cell as a trap, as if the converter had written them."""
    root = sample / "yeast"
    root.mkdir()
    for split, source in (("train", "train"), ("validation", "validation"), ("test", "validation")):
        coco = json.loads((sample / "coco" / f"instances_{source}.json").read_text())
        coco["categories"] = [{"id": 1, "name": "trap"}, {"id": 2, "name": "cell"}]
        for number, annotation in enumerate(coco["annotations"]):
            annotation["category_id"] = 1 + number % 2
        for image in coco["images"]:
            image["file_name"] = str(sample / "TCIA_SegPC_dataset" / image["file_name"])
        (root / f"instances_{split}.json").write_text(json.dumps(coco))
    return root


@pytest.fixture
def environment(sample, yeast, monkeypatch):
    """Point the configs to the drawn data sets."""
    monkeypatch.setenv("SEGPC_ROOT", str(sample / "TCIA_SegPC_dataset"))
    monkeypatch.setenv("SEGPC_ANNOTATIONS", str(sample / "coco"))
    monkeypatch.setenv("YEAST_ROOT", str(yeast))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setenv("PYTHON", sys.executable)
    init_default_scope("mmdet")
