import json
import platform

import numpy as np
from drawn_models import box

from mmcsam.jobs.output_guard import RECORD
from mmcsam.report import write_figures
from mmcsam.report.figures_file import versions
from mmcsam.version import __version__


def test_figures_file(first, second, run_of, tmp_path):
    path = write_figures(run_of(first, second), tmp_path / "sub" / "figures.json")
    content = json.loads(path.read_text())
    values = first.evaluation.values()
    figures = content["models"]["first"]["figures"]["mean"]
    assert {key: entry["value"] for key, entry in figures.items()} == values
    assert content["definitions"]["PQ"]["better"] == "higher"
    assert (content["images"], content["true_cells"]) == (3, 4)
    assert content["differences"]["second"]["PQ"]["share_above"] is not None
    assert content["settings"]["resamples"] == 50
    assert sorted(file.name for file in path.parent.iterdir()) == [RECORD, "figures.json"]


def test_undefined_figures_are_null(evaluate, run_of, tmp_path):
    model = evaluate("m", {"a.png": ([], [])}, {"a.png": []})
    path = write_figures(run_of(model), tmp_path / "figures.json")
    figures = json.loads(path.read_text())["models"]["m"]["figures"]["mean"]
    assert figures["AP"] == {"value": None, "interval": [None, None]}


def test_classes_and_intervals(evaluate, run_of, tmp_path):
    model = evaluate("m", {"a.png": ([], [])}, {"a.png": [box(2, 2)]}, ("nucleus", "cytoplasm"))
    content = json.loads(write_figures(run_of(model), tmp_path / "f.json").read_text())
    assert content["differences"] == {}
    assert content["command"] == "command"
    entry = content["models"]["m"]
    assert (entry["predictions"], entry["predicted_cells"]) == ("m.json", 0)
    assert list(entry["figures"]) == ["mean", "nucleus", "cytoplasm"]
    assert entry["figures"]["nucleus"]["missed"] == {"value": 1, "interval": [1, 1]}


def test_versions_are_those_at_work():
    found = versions()
    assert found["mmcsam"] == __version__
    assert found["Python"] == platform.python_version()
    assert found["NumPy"] == np.__version__
    assert found["pycocotools"][0].isdigit()
