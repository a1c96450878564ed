import pytest
from repository import ROOT

from mmcsam.engine import config_files
from mmcsam.engine.config_files import config_folder, same_name


@pytest.fixture
def installed(monkeypatch, tmp_path):
    """Take the module as installed in a folder of packages, and return that folder."""
    place = tmp_path / "mmcsam" / "engine" / "config_files.py"
    monkeypatch.setattr(config_files, "__file__", str(place))
    return tmp_path


def add_configs(folder):
    folder.mkdir(parents=True)
    (folder / "metafile.yml").touch()
    (folder / "small").mkdir()
    (folder / "small" / "mine.py").touch()
    return folder


def test_configs_of_the_repository():
    assert config_folder() == ROOT / "configs"


def test_configs_of_a_wheel(installed):
    """A folder of that name beside the package may be anybody's: ours has a metafile."""
    (installed / "configs").mkdir()
    folder = add_configs(installed / "mmcsam" / ".mim" / "configs")
    assert config_folder() == folder
    assert same_name("elsewhere/mine.py") == f" Did you mean {folder / 'small' / 'mine.py'}?"


def test_no_configs(installed):
    with pytest.raises(FileNotFoundError, match="install mmcsam again, or run it in a") as error:
        config_folder()
    for folder in (installed / "configs", installed / "mmcsam/.mim/configs"):
        assert str(folder) in str(error.value)
    assert same_name("mine.py") == " Check its name"


@pytest.mark.parametrize("path", ["csam_r50_segpc.py", "a/b/csam_r50_segpc", "csam_r50_segpc.yml"])
def test_config_of_that_name(path):
    assert same_name(path) == f" Did you mean {ROOT / 'configs' / 'csam_r50_segpc.py'}?"


def test_no_config_of_that_name():
    assert same_name("no_such_config.py") == " Check its name"
