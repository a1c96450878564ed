"""The check on import, with made-up installations."""

import pytest

from mmcsam import dependencies
from mmcsam.dependencies import FAMILIES, installed_families, require_mmdetection

ONEDL = dict.fromkeys(FAMILIES["onedl"], "1.0")
OPENMMLAB = dict.fromkeys(FAMILIES["openmmlab"], "2.0")
TORCH = {"torch": "2.13.0"}


@pytest.fixture
def installed(monkeypatch):
    """Returns a function that makes exactly these distributions installed, all of them working."""

    def install(distributions, ops_error=None):
        def import_module(name):
            assert name == "mmcv._ext"
            if ops_error:
                raise ops_error

        monkeypatch.setattr(dependencies, "installed_version", distributions.get)
        monkeypatch.setattr(dependencies, "import_module", import_module)

    return install


@pytest.mark.parametrize(("family", "versions"), [("onedl", ONEDL), ("openmmlab", OPENMMLAB)])
def test_one_complete_family_passes(installed, family, versions):
    installed(TORCH | versions)
    assert require_mmdetection() == family
    assert installed_families() == {family: versions}


def test_this_environment_passes():
    assert require_mmdetection() in FAMILIES


def test_without_torch(installed):
    installed(ONEDL)
    with pytest.raises(ImportError, match=r"needs PyTorch.*\n.*setuptools wheel ninja"):
        require_mmdetection()


def test_without_any_family(installed):
    installed(TORCH)
    with pytest.raises(ImportError, match=r"needs MMDetection(.|\n)*mmcsam\[onedl\]"):
        require_mmdetection()


def test_both_families(installed):
    installed(TORCH | ONEDL | {"mmcv": "2.1.0"})
    with pytest.raises(ImportError, match="both families") as error:
        require_mmdetection()
    removed = str(error.value).split("pip uninstall -y ")[1].splitlines()[0].split()
    assert set(removed) == {*ONEDL, *OPENMMLAB}


def test_half_a_family(installed):
    installed(TORCH | {"onedl-mmcv": "1.0", "onedl-mmengine": "1.0"})
    with pytest.raises(ImportError, match="onedl-mmdetection is not installed"):
        require_mmdetection()


@pytest.mark.parametrize(("versions", "mmcv"), [(ONEDL, "onedl-mmcv"), (OPENMMLAB, "mmcv")])
def test_mmcv_without_ops(installed, versions, mmcv):
    installed(TORCH | versions, ModuleNotFoundError("No module named 'mmcv._ext'"))
    with pytest.raises(ImportError, match="compiled operators") as error:
        require_mmdetection()
    message = str(error.value)
    assert "No module named 'mmcv._ext'" in message
    assert message.endswith(f"--no-build-isolation --no-binary {mmcv} {mmcv}")
