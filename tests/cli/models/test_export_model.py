"""The command export-model."""

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


def test_wrong_input_is_a_line(tmp_path, capsys):
    (tmp_path / "a.pth").touch()
    words = ["export-model", str(tmp_path / "a.pth"), "--to", "onnx", "--out", str(tmp_path)]
    assert main(*words) == 2
    assert "expected a packed model" in capsys.readouterr().err
