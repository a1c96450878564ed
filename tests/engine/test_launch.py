"""Reading a config with what the command line says, and processes without a GPU."""

import pytest
from mmengine.config import Config

from mmcsam.engine import launch
from mmcsam.engine.launch import read_config, require_checkpoint, use_processes


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "small.py"
    path.write_text("optimizer = dict(lr=0.1)\nscales = [1, 2]\n")
    return str(path)


def test_work_dir_comes_from_the_name(config):
    assert read_config(config, []).work_dir == "work_dirs/small"


def test_work_dir_of_the_config_is_kept(config):
    assert read_config(config, ["work_dir=mine"]).work_dir == "mine"


def test_work_dir_of_the_command_line_wins(config):
    assert read_config(config, ["work_dir=mine"], work_dir="here").work_dir == "here"


def test_options_become_numbers_lists_and_tuples(config):
    cfg = read_config(config, ["optimizer.lr=0.5", "scales=[3,4,5]", "sizes=(8,9)", "name=a=b"])
    assert cfg.optimizer.lr == 0.5
    assert cfg.scales == [3, 4, 5]
    assert cfg.sizes == (8, 9)
    assert cfg.name == "a=b"


def test_missing_config_is_named():
    with pytest.raises(
        FileNotFoundError,
        match=r"nowhere/none_such\.py: no such file, expected a config\. Check its name$",
    ):
        read_config("nowhere/none_such.py", [])


def test_missing_checkpoint_is_named():
    with pytest.raises(
        FileNotFoundError, match=r"epoch_1\.pth: no such file, expected a checkpoint"
    ):
        require_checkpoint("epoch_1.pth")


def test_checkpoint_at_a_url_is_left_to_mmengine():
    require_checkpoint("https://example.org/epoch_1.pth")


def test_one_process_leaves_the_config_alone():
    cfg = Config()
    use_processes(cfg, "none")
    assert cfg.to_dict() == {"launcher": "none"}


def test_slurm_without_a_gpu_is_refused(monkeypatch):
    monkeypatch.setattr(launch, "get_device", lambda: "cpu")
    with pytest.raises(ValueError, match="--launcher slurm needs GPUs"):
        use_processes(Config(), "slurm")
