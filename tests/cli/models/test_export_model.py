"""The command export-model."""

from pathlib import Path

from fake_backend import pack_tiny_model

from mmcsam import deployment
from mmcsam.cli import main
from mmcsam.cli.models import export_model


def test_it_offers_what_there_is():
    assert export_model.FORMATS == deployment.FORMATS
    assert export_model.PRECISIONS == deployment.PRECISIONS


def test_a_file_is_written(tmp_path, capsys):
    model = pack_tiny_model(tmp_path / "a.mmcsam")
    out = tmp_path / "out"
    assert main("export-model", str(model), "--to", "torchscript", "--out", str(out)) == 0
    assert f"written: {out / 'a.torchscript'}" in capsys.readouterr().out
    assert (out / "a.torchscript").is_file()


def test_what_describes_a_folder(tmp_path, monkeypatch):
    seen = {}

    def export(*_, **known):
        seen.update(known)
        return tmp_path

    monkeypatch.setattr(deployment, "export_model", export)
    model = pack_tiny_model(tmp_path / "a.mmcsam")
    words = ["export-model", str(model), "--to", "bioimageio", "--out", str(tmp_path / "out")]
    words += ["--author", "A. Person", "--author", "B. Person", "--pixel-size", "0.25"]
    assert main(*words, "--test-image", "a.png") == 0
    authors = ["A. Person", "B. Person"]
    assert seen == {"pixel_size": 0.25, "authors": authors, "test_image": Path("a.png")}


def test_an_option_of_another_format_is_a_line(tmp_path, capsys):
    model = pack_tiny_model(tmp_path / "a.mmcsam")
    words = ["export-model", str(model), "--to", "onnx", "--out", str(tmp_path / "out")]
    assert main(*words, "--pixel-size", "0.25") == 2
    assert "--pixel-size does not go with onnx" in capsys.readouterr().err


def test_wrong_input_is_a_line(tmp_path, capsys):
    (tmp_path / "a.pth").touch()
    words = ["export-model", str(tmp_path / "a.pth"), "--to", "onnx", "--out", str(tmp_path)]
    assert main(*words) == 2
    assert "expected a packed model" in capsys.readouterr().err
