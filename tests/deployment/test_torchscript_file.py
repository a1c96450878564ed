"""What is in a TorchScript file."""

import subprocess
import sys

import torch

from mmcsam.deployment import export_model


def test_it_runs_without_mmdetection(packed, images, tmp_path):
    """In a process in which PyTorch alone can be imported."""
    file = export_model(packed, "torchscript", tmp_path)
    torch.save(torch.from_numpy(images[0]), tmp_path / "image.pt")
    program = (
        "import sys\n"
        "for name in ('mmcv', 'mmdet', 'mmengine', 'torchvision', 'mmcsam'):\n"
        "    sys.modules[name] = None\n"
        "import torch\n"
        "model = torch.jit.load(sys.argv[1])\n"
        "image = torch.load(sys.argv[2])\n"
        "boxes, scores, labels, masks = model(image, torch.tensor(1.0), torch.tensor(0.0))\n"
        "print(*boxes.shape, *scores.shape, *labels.shape, *masks.shape)\n"
    )
    words = [sys.executable, "-W", "ignore", "-c", program, file, tmp_path / "image.pt"]
    found = subprocess.run(words, check=True, capture_output=True, text=True, cwd=tmp_path)
    number, four, scores, labels, masks, high, wide = map(int, found.stdout.split())
    assert number == scores == labels == masks > 0
    assert (four, high, wide) == (4, 16, 16)


def test_no_operator_of_others(packed, tmp_path):
    program = torch.jit.load(export_model(packed, "torchscript", tmp_path))
    kinds = {node.kind() for node in program.inlined_graph.nodes()}
    assert {kind.split("::")[0] for kind in kinds} <= {"aten", "prim"}
