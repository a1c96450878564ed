"""``crops``, as a user types it."""

from boxed_cells import write_crop_files

from mmcsam.cli import main


def test_crops(tmp_path, capsys):
    write_crop_files(tmp_path)
    words = [tmp_path / "cells.json", "--out", tmp_path / "crops", "--images", tmp_path]
    words = ["crops", *map(str, words), "--crop-size", "12", "--workers", "1"]
    assert main(*words, "--category", "nucleus") == 2
    assert "no class 'nucleus'" in capsys.readouterr().err
    assert main(*words, "--image-scale", "48", "32") == 0
    assert str(tmp_path / "crops/overview.png") in capsys.readouterr().out
