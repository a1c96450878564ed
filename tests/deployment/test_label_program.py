"""A program from pixels to labels, against the Segmenter."""

import subprocess
import sys

import numpy as np
import pytest
import torch
from two_class_detector import pack_two_class_model, two_class_card, two_class_detector

from mmcsam.deployment.label_program import ProgramInput, script_label_program
from mmcsam.inference import Segmenter
from mmcsam.inference.model.packed_model import read_card

BYTES = ProgramInput(0.0, 255.0, 0.25, 0.0)


def tensor(*pictures):
    return torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).float()


@pytest.fixture(scope="module")
def card():
    return two_class_card()


@pytest.fixture(scope="module")
def program(card):
    return script_label_program(two_class_detector(card), card, BYTES)


@pytest.fixture(scope="module")
def segmenter(tmp_path_factory):
    file = pack_two_class_model(tmp_path_factory.mktemp("packed") / "two.mmcsam")
    return Segmenter(file, score_threshold=0.0, backend="pytorch")


def test_the_segmenters_cells(program, segmenter, images):
    for picture in images:
        labels, classes = program(tensor(picture))
        cells = segmenter(picture)
        assert labels.shape == (1, 1, *picture.shape[:2]) and labels.dtype == torch.float32
        assert classes[:, 0].tolist() == [cell.label for cell in cells] and len(cells) > 2
        assert np.count_nonzero(labels[0, 0].numpy() != cells.labels()) <= 5


def test_a_batch(program, images):
    alone = [program(tensor(images[0]))[0], program(tensor(images[0][:, ::-1]))[0]]
    together, _ = program(tensor(images[0], images[0][:, ::-1]))
    assert torch.equal(together, torch.cat(alone))
    assert not torch.equal(*alone)


def test_one_class_has_one_output(packed, detector, images):
    program = script_label_program(detector, read_card(packed), BYTES)
    labels = program(tensor(images[0]))
    cells = Segmenter(packed, score_threshold=0.0, backend="pytorch")(images[0])
    assert len(cells) > 1
    assert np.count_nonzero(labels[0, 0].numpy() != cells.labels()) <= 5


def test_intensities(card, program, images):
    normalised = script_label_program(
        two_class_detector(card), card, ProgramInput(-1.0, 1.0, None, 0.0)
    )
    labels, _ = program(tensor(images[0]))
    assert torch.equal(normalised(tensor(images[0]) / 127.5 - 1)[0] > 0, labels > 0)
    # What is outside the range is its end.
    assert torch.equal(
        normalised(torch.full((1, 3, 96, 96), 9.0))[0],
        program(tensor(np.full((96, 96, 3), 255, np.uint8)))[0],
    )
    assert normalised.pixel_size == 0


def test_nothing_found(card, images):
    program = script_label_program(
        two_class_detector(card), card, ProgramInput(0.0, 255.0, 0.25, 1.0)
    )
    labels, classes = program(tensor(images[0]))
    assert not labels.any()
    assert classes.tolist() == [[0], [0]]


def test_as_instanseg_calls_it(program, images):
    x = tensor(images[0])
    settings = {"min_size": torch.tensor(10.0)}
    found = program(x, settings, target_segmentation=torch.tensor([1, 1]))[0]
    assert torch.equal(found, program(x)[0])
    assert program.pixel_size == 0.25
    assert program.cells_and_nuclei is False


def test_it_runs_in_pytorch_alone(program, images, tmp_path):
    """Without mmdet, mmcv and torchvision, and with PyTorch's own operators."""
    program.save(str(tmp_path / "labels.pt"))
    torch.save(tensor(images[0]), tmp_path / "image.pt")
    code = (
        "import sys\n"
        "for name in ('mmcv', 'mmdet', 'mmengine', 'torchvision', 'mmcsam'):\n"
        "    sys.modules[name] = None\n"
        "import torch\n"
        "labels, classes = torch.jit.load('labels.pt')(torch.load('image.pt'))\n"
        "print(int(labels.max()), *classes.shape)\n"
    )
    words = [sys.executable, "-W", "ignore", "-c", code]
    found = subprocess.run(words, check=True, capture_output=True, text=True, cwd=tmp_path)
    labels, rows, columns = map(int, found.stdout.split())
    assert 0 < labels <= rows and columns == 1  # others may hide the last cell
    kinds = {node.kind().split("::")[0] for node in program.inlined_graph.nodes()}
    assert kinds <= {"aten", "prim"}
