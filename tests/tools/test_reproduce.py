"""Rows of the paper's tables, and what tools/reproduce.py runs of them; the trainings are faked."""

import json
import sys
from pathlib import Path

import pytest
from repository import ROOT

sys.path.insert(0, str(ROOT / "tools"))
from reproduction import study as study_module  # noqa: E402
from reproduction.results import markdown  # noqa: E402
from reproduction.rows import CONFIGS, TABLES, Row  # noqa: E402
from reproduction.study import Study  # noqa: E402

SMALL = TABLES["1", "small"]


@pytest.mark.parametrize("table", TABLES.values(), ids=[" ".join(key) for key in TABLES])
def test_every_config_is_there(table):
    for row in table.rows:
        assert row.path.is_file()
    for config in filter(None, (table.guide, table.start)):
        assert (CONFIGS / f"{config}.py").is_file()


def test_papers_figures():
    """Tables 1 and 2 of the paper."""
    rows = {row.name: row.paper for row in TABLES["1", "paper"].rows if row.paper}
    assert list(rows.values()) == [0.8712, 0.8841, 0.9027, 0.9107, 0.89, 0.8925, 0.9072, 0.9133]
    assert [row.paper for row in TABLES["2", "paper"].rows] == [0.7504, 0.7608, 0.7690]


def test_rows_bring_the_rows_that_they_test():
    assert [row.name for row in SMALL.named(["guide"])] == ["csam", "guide"]
    assert SMALL.named(None) == list(SMALL.rows)


def test_unknown_row():
    with pytest.raises(ValueError, match="no row unet; rows: plain, aug, msfl, csam, guide, prior"):
        SMALL.named(["unet"])


@pytest.fixture
def commands(monkeypatch):
    """Fake the processes: keep their commands, and write what they would leave behind."""
    seen = []

    def run(words, environment, log, label=""):
        seen.append(words[1:])
        script, *arguments = words[1:]
        if script.endswith("train.py"):
            folder = Path(arguments[arguments.index("--work-dir") + 1])
            folder.mkdir(parents=True)
            (folder / "last_checkpoint").write_text(f"{folder}/iter_1.pth")
        if script.endswith("evaluate.py"):
            figures = {"mean": {"AP": {"value": len(seen)}}}
            content = {"models": {"predictions": {"figures": figures}}}
            path = Path(arguments[arguments.index("--json") + 1])
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(content))
            assert Path(arguments[0]).name == "truth.json"

    monkeypatch.setattr(study_module, "run_logged", run)
    return seen


def make_study(folder, names, seeds=(0, 1)):
    environment = {"MMCSAM_VALIDATION": "truth.json"}
    return Study(SMALL, SMALL.named(names), list(seeds), environment, folder)


def test_a_study(commands, tmp_path):
    metrics = make_study(tmp_path, ["msfl", "guide"]).run()
    assert {name: list(seeds) for name, seeds in metrics.items()} == {
        "msfl": [0, 1],
        "csam": [0, 1],
        "guide": [0, 1],
    }
    trained = [Path(words[1]).stem for words in commands if words[0].endswith("train.py")]
    first = ["faster_rcnn_segpc"] * 2 + ["unet_segpc"] * 2
    assert trained == [*first, *["msfl_segpc"] * 2, *["csam_segpc"] * 2]
    # The second seed's guide alone: its own guide, in the boxes of its own detector.
    (test,) = (
        words
        for words in commands
        if words[0].endswith("test.py") and "guide_alone" in words[1] and "seed_1" in words[2]
    )
    assert test[2] == f"{tmp_path}/csam/seed_1/iter_1.pth"
    assert f"model.guide.checkpoint={tmp_path}/guide_training/seed_1/iter_1.pth" in test
    training = next(words for words in commands if f"{tmp_path}/msfl/seed_1" in words)
    assert "randomness.seed=1" in training
    assert f"load_from={tmp_path}/start_training/seed_1/iter_1.pth" in training


def test_what_is_done_is_not_done_again(commands, tmp_path):
    make_study(tmp_path, ["msfl"], [0]).run()
    before = len(commands)
    make_study(tmp_path, ["msfl"], [0]).run()
    assert len(commands) == before
    (tmp_path / "msfl/seed_0/metrics.json").unlink()
    make_study(tmp_path, ["msfl"], [0]).run()
    assert [Path(words[0]).name for words in commands[before:]] == ["test.py", "evaluate.py"]


def test_an_interrupted_training_goes_on(commands, tmp_path, monkeypatch):
    make_study(tmp_path, ["msfl"], [0]).run()
    (tmp_path / "msfl/seed_0/training.json").unlink()
    monkeypatch.setattr(Path, "mkdir", lambda *args, **kwargs: None)
    before = len(commands)
    make_study(tmp_path, ["msfl"], [0]).run()
    assert "--resume" in commands[before]


def test_table():
    """Mean and standard deviation over seeds, the paper's figure, and differences by seed."""
    keys = ("mIoU", "AP", "AP50", "AP75", "PQ", "SQ", "boundary_AP", "boundary_IoU")

    def run(value):
        figures = {key: {"value": value} for key in keys} | {"PQ": {"value": None}}
        return {"models": {"predictions": {"figures": {"mean": figures}}}}

    rows = [Row("msfl", "MSFL", "msfl_segpc", 0.9), Row("guide", "guide", "guide", tests="msfl")]
    metrics = {"msfl": {0: run(0.5), 1: run(0.7)}, "guide": {0: run(0.6), 1: run(0.6)}}
    text = markdown(SMALL, rows, metrics, {"msfl": [10.0, 13.0], "guide": []}, ["A machine."])
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()]
    assert cells[0] == ["A machine."]
    assert cells[4][:4] == ["MSFL", "0.9000", "0.6000 ± 0.1414", "0.6000 ± 0.1414"]
    assert cells[4][-1] == "12"
    assert cells[5][:3] == ["guide", "not in the paper", "0.6000 ± 0.0000"]
    assert cells[5][-1] == "not trained"
    assert cells[-1][:2] == ["guide", "+0.0000 ± 0.1414"]
    assert [row.count("not defined") for row in cells].count(1) == 3
