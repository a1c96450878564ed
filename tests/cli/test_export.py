import json
import runpy
import sys

import pytest
from repository import ROOT

SCRIPT = ROOT / "data_converters" / "coco_export.py"


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Run the script in this process on a file of two 2x2 cells; return its exit code."""

    def call(*arguments, counts="52203"):
        coco = {
            "images": [{"id": 1, "file_name": "1.png", "width": 4, "height": 4}],
            "categories": [{"id": 1, "name": "cell"}],
            "annotations": [
                {
                    "id": number,
                    "image_id": 1,
                    "category_id": 1,
                    "segmentation": {"size": [4, 4], "counts": text},
                }
                for number, text in enumerate(("52203", counts), start=1)
            ],
        }
        path = tmp_path / "coco.json"
        path.write_text(json.dumps(coco))
        out = ["--out", str(tmp_path / "out"), "--workers", "1"]
        monkeypatch.setattr(sys, "argv", [str(SCRIPT), str(path), *map(str, arguments), *out])
        with pytest.raises(SystemExit) as end:
            runpy.run_path(str(SCRIPT), run_name="__main__")
        return end.value.code

    return call


def test_good(run, tmp_path, capsys):
    assert run("--to", "csv", "qupath", "--pixel-size", "0.5") == 0
    assert "skipped: 0" in capsys.readouterr().out
    assert "area_um2" in (tmp_path / "out/cells.csv").read_text()
    assert (tmp_path / "out/qupath/1.geojson").is_file()


def test_skips(run, capsys):
    assert run("--to", "labels", counts="522") == 1
    assert "entry 2 of 1.png: the RLE's counts are damaged" in capsys.readouterr().out
    assert run("--to", "labels", "--allow-skips", counts="522") == 0


def test_predictions(run, tmp_path, capsys):
    predictions = tmp_path / "predictions.segm.json"
    mask = {"size": [4, 4], "counts": "52203"}
    entry = {"image_id": 1, "category_id": 1, "segmentation": mask}
    predictions.write_text(json.dumps([{**entry, "score": 0.4}, {**entry, "score": 0.2}]))
    assert run(predictions, "--to", "qupath", "--score-thr", "0.3") == 0
    [feature] = json.loads((tmp_path / "out/qupath/1.geojson").read_text())["features"]
    assert feature["properties"]["measurements"]["score"] == 0.4


def test_unusable(run, tmp_path, capsys):
    assert run(tmp_path / "absent.json", "--to", "qupath") == 2
    assert capsys.readouterr().err.startswith("error: ")
    assert run("--to", "qupath", "--images", tmp_path) == 2
    assert "add the format csv" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_ctrl_c(run, monkeypatch, tmp_path, capsys):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("mmcsam.export.image_exporter.write_qupath_objects", stop)
    assert run("--to", "qupath") == 130
    assert capsys.readouterr().err.endswith("stopped; nothing was written\n")
    assert not (tmp_path / "out").exists()
