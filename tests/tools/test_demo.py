"""What the demo keeps, goes on with and refuses; the job itself is `make demo`."""

import json
import sys

import pytest
from repository import ROOT

sys.path.insert(0, str(ROOT / "tools"))
import demo  # noqa: E402

from mmcsam.cli.exit_code import UnusableInputError  # noqa: E402


def leave_state(work_dir, finished):
    """Leave what a demo on its own sample leaves behind."""
    (work_dir / "guide").mkdir(parents=True)
    state = {"data": str(work_dir / "sample"), "seconds": {"make_data": 3.0}, "finished": finished}
    (work_dir / "demo_state.json").write_text(json.dumps(state))


def test_interrupted_demo_goes_on(tmp_path):
    leave_state(tmp_path, finished=False)
    assert demo.Demo(None, tmp_path).steps.seconds == {"make_data": 3.0}
    assert (tmp_path / "guide").is_dir()


def test_finished_demo_starts_anew(tmp_path):
    leave_state(tmp_path, finished=True)
    assert demo.Demo(None, tmp_path).steps.seconds == {}
    assert not (tmp_path / "guide").exists()


def test_other_data_starts_anew(tmp_path):
    leave_state(tmp_path / "work", finished=False)
    (tmp_path / "data").mkdir()
    assert demo.Demo(tmp_path / "data", tmp_path / "work").steps.seconds == {}


def test_a_foreign_folder_is_left_alone(tmp_path):
    (tmp_path / "guide").mkdir()
    with pytest.raises(UnusableInputError, match="holds files that are not the demo's"):
        demo.Demo(None, tmp_path)
    assert (tmp_path / "guide").is_dir()


def test_data_inside_the_work_dir(tmp_path):
    leave_state(tmp_path, finished=True)
    with pytest.raises(UnusableInputError, match="name another --work-dir"):
        demo.Demo(tmp_path / "sample", tmp_path)
    assert (tmp_path / "guide").is_dir()


def test_report_follows_the_test(tmp_path, monkeypatch):
    state = {
        "data": str(tmp_path / "sample"),
        "seconds": dict.fromkeys(["make_data", "convert", "train_guide", "train_detector"], 1.0),
        "finished": False,
    }
    (tmp_path / "demo_state.json").write_text(json.dumps(state))
    job = demo.Demo(None, tmp_path)
    commands = []
    monkeypatch.setattr(job, "_test", lambda: None)
    monkeypatch.setattr(job, "_draw", lambda: None)
    monkeypatch.setattr(job, "_pack", lambda: None)
    monkeypatch.setattr(job, "_figures", dict)
    monkeypatch.setattr(job, "_command", lambda *words, log=None: commands.append(words))
    job.run()
    ((script, truth, prediction, *options),) = commands
    assert script == "tools/evaluate.py"
    assert truth == tmp_path / "annotations/instances_validation.json"
    assert prediction == tmp_path / "test/predictions.segm.json"
    assert options[-2:] == ["--report", tmp_path / "report"]


def test_the_last_line_links_the_report(tmp_path):
    figures = {"segm_mAP": 0.5, "segm_mAP_50": 0.5, "mIoU": 0.5, "seconds": {"total": 1.0}}
    table = demo.table({**figures, "parameters": {"detector": 2, "guide": 1}}, tmp_path)
    last = table.splitlines()[-1]
    assert last.split() == ["report", (tmp_path / "report/index.html").as_uri()]


def test_failing_step_names_script_and_log(tmp_path, capfd):
    job = demo.Demo(None, tmp_path)
    with pytest.raises(
        UnusableInputError, match=r"(?s)tools/test\.py failed with exit code 2.*no such file"
    ):
        job._command("tools/test.py", "missing.py", "none.pth", log=tmp_path / "test.log")
    assert "$ python tools/test.py missing.py none.pth" in capfd.readouterr().out
