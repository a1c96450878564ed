import json
import os
import subprocess
import sys
import sysconfig
import venv

import pytest
import torch
from mmengine.registry import init_default_scope
from repository import ROOT

from mmcsam.converters import convert_segpc
from mmcsam.synthesis import write_sample_tree
from mmcsam.synthesis.marrow.write_smears import write_smears

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


@pytest.fixture(scope="session")
def drawn(tmp_path_factory):
    """Drawn smears for training and validation."""
    root = tmp_path_factory.mktemp("drawn")
    for seed, split in enumerate(("train", "validation")):
        write_smears(root / split, 2, seed)
    return root


@pytest.fixture
def environment(sample, yeast, drawn, monkeypatch):
    """Point the configs to the drawn data sets."""
    monkeypatch.setenv("SEGPC_ROOT", str(sample / "TCIA_SegPC_dataset"))
    monkeypatch.setenv("SEGPC_ANNOTATIONS", str(sample / "coco"))
    monkeypatch.setenv("YEAST_ROOT", str(yeast))
    monkeypatch.setenv("DRAWN_ROOT", str(drawn))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setenv("PYTHON", sys.executable)
    init_default_scope("mmdet")


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    """The wheel, built from this checkout."""
    pytest.importorskip("build")
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    (path,) = out.iterdir()
    return path


class InstalledWheel:
    """An environment of its own that holds only the wheel, and no checkout.

    PyTorch and MMDetection come from this environment through a .pth file. Its own .pth files are
    not read that way, so an editable mmcsam in it stays out of sight.
    """

    def __init__(self, folder, wheel):
        venv.create(folder, symlinks=True)
        self.python = folder / "bin/python"
        install = [sys.executable, "-m", "pip", "--python", self.python]
        install += ["install", "--no-deps", wheel]
        subprocess.run(install, check=True, capture_output=True)
        (self.site_packages,) = (folder / "lib").glob("python*/site-packages")
        outer = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
        (self.site_packages / "outer.pth").write_text("\n".join(outer))

    def run(self, *words, cwd, **variables):
        """Run its Python with these words."""
        with self.start(*words, cwd=cwd, **variables) as process:
            stdout, stderr = process.communicate()
        return subprocess.CompletedProcess(process.args, process.returncode, stdout, stderr)

    def start(self, *words, cwd, **variables):
        """Start its Python with these words."""
        return subprocess.Popen(
            [self.python, *map(str, words)],
            cwd=cwd,
            env=self.variables(**variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def variables(self, **more):
        """Return the environment of its processes, which shows them no checkout."""
        outer = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        return outer | more


@pytest.fixture(scope="session")
def installed_wheel(wheel, tmp_path_factory):
    return InstalledWheel(tmp_path_factory.mktemp("clean"), wheel)
