"""The wheel: what it holds, and that MIM trains from it, outside the repository."""

import zipfile
from configparser import ConfigParser
from email.parser import Parser
from pathlib import Path

import pytest
import yaml
from repository import ROOT

from mmcsam.converters import convert_segpc
from mmcsam.dependencies import FAMILIES
from mmcsam.synthesis import write_sample_tree
from mmcsam.version import __version__

DIST_INFO = f"mmcsam-{__version__}.dist-info"
CONFIG = "csam_x101_segpc.py"
# The shipped config, one epoch of two small images: no pretrained weights, no guide to load.
TWO_ITERATIONS = [
    "train_cfg.max_epochs=1",
    "train_dataloader.batch_size=1",
    "train_dataloader.num_workers=0",
    "train_dataloader.persistent_workers=False",
    "train_dataloader.dataset.pipeline.2.size=(128,96)",
    "val_dataloader.dataset.pipeline.3.size=(128,96)",
    "val_dataloader.num_workers=0",
    "val_dataloader.persistent_workers=False",
    "model.backbone.depth=50",
    "model.backbone.init_cfg=None",
    "model.guide.checkpoint=None",
    "model.guide.segmentor.base_channels=4",
    "model.train_cfg.rcnn.sampler.num=4",
    "model.test_cfg.rpn.max_per_img=4",
]


@pytest.fixture(scope="module")
def contents(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name).decode(errors="replace") for name in archive.namelist()}


@pytest.fixture(scope="module")
def mim(installed_wheel):
    """Return a function that runs ``mim`` where the wheel is installed."""
    pytest.importorskip("mim")

    def run(*arguments, cwd, **variables):
        program = "from mim.cli import cli; cli()"
        result = installed_wheel.run("-c", program, *arguments, cwd=cwd, **variables)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    return run


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """Two drawn training images and a validation image; what the configs read from outside."""
    folder = tmp_path_factory.mktemp("sample")
    tree = write_sample_tree(folder, train=2, validation=2, test=0, scale=0.05)
    convert_segpc(tree, folder / "annotations", workers=1)
    return {"SEGPC_ROOT": str(tree), "SEGPC_ANNOTATIONS": str(folder / "annotations")}


@pytest.mark.parametrize("root", ["mmcsam", DIST_INFO])
def test_both_roots_hold_what_mim_looks_for(contents, root):
    held = {name for name in contents if name.startswith(f"{root}/.mim/")}
    sources = [ROOT / "model-index.yml"]
    for folder in ("configs", "data_converters", "tools"):
        sources += [path for path in (ROOT / folder).rglob("*") if path.is_file()]
    expected = {
        f"{root}/.mim/{path.relative_to(ROOT)}" for path in sources if path.suffix != ".pyc"
    }
    assert held == expected


def test_the_package_is_whole(contents):
    sources = [
        path
        for path in (ROOT / "mmcsam").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    assert "mmcsam/report/templates/page.html.j2" in contents
    assert {str(path.relative_to(ROOT)) for path in sources} <= contents.keys()


def test_no_mm_distribution_and_no_script(contents):
    metadata = Parser().parsestr(contents[f"{DIST_INFO}/METADATA"])
    required = [line for line in metadata.get_all("Requires-Dist") if "extra ==" not in line]
    families = {name for names in FAMILIES.values() for name in names}
    assert required
    assert not [line for line in required if any(name in line for name in families)]
    entry_points = ConfigParser()
    entry_points.read_string(contents[f"{DIST_INFO}/entry_points.txt"])
    assert entry_points.sections() == ["napari.manifest"]  # an entry that installs no script


def test_every_model_of_the_index_has_its_config():
    index = yaml.safe_load((ROOT / "model-index.yml").read_text())
    models = []
    for imported in index["Import"]:
        models += yaml.safe_load((ROOT / imported).read_text())["Models"]
    assert models
    for model in models:
        assert (ROOT / model["Config"]).is_file()
        assert Path(model["Config"]).stem == model["Name"]


def test_mim_search_lists_the_models(mim, tmp_path):
    printed = mim("search", "mmcsam", cwd=tmp_path)
    assert "config id: csam_x101_segpc" in printed
    assert "config id: csam_r50_segpc" in printed


@pytest.mark.parametrize("by", ["name", "path"])
def test_mim_trains_two_iterations(mim, installed_wheel, drawn, tmp_path, by):
    folder = installed_wheel.site_packages / "mmcsam" / ".mim" / "configs"
    config = CONFIG if by == "name" else folder / CONFIG
    work_dir = tmp_path / "work"
    printed = mim(
        *("train", "mmcsam", config, "--work-dir", work_dir, "--cfg-options", *TWO_ITERATIONS),
        cwd=tmp_path,
        **drawn,
    )
    assert f"{DIST_INFO}/.mim/tools/train.py" in printed
    assert (work_dir / "last_checkpoint").read_text().endswith("epoch_1.pth")
    assert (work_dir / "epoch_1.pth").stat().st_size > 0


def test_mim_says_which_data_are_missing(installed_wheel, tmp_path):
    """No traceback of a data set, and nothing is built or written."""
    pytest.importorskip("mim")
    words = ["-c", "from mim.cli import cli; cli()", "train", "mmcsam", CONFIG]
    result = installed_wheel.run(*words, cwd=tmp_path)
    assert "error: data/segpc/instances_train.json: no such file" in result.stderr
    assert "python -m mmcsam convert segpc" in result.stderr
    assert "the variable SEGPC_ANNOTATIONS" in result.stderr
    assert "CocoDataset" not in result.stderr
    assert not list(tmp_path.iterdir())
