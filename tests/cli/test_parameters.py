"""``parameters``, as a user types it."""

import json

from mmcsam.cli import main


def test_table_and_file(tmp_path, capsys):
    path = tmp_path / "new/parameters.json"
    assert main("parameters", "--json", str(path)) == 0
    printed = capsys.readouterr().out
    rows = json.loads(path.read_text())
    assert len(rows) == 6
    for row in rows:
        assert f"{row['all']:,}" in printed
    assert "43,971,158" in printed


def test_a_file_that_cannot_be_written(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert main("parameters", "--json", str(tmp_path / "file/p.json")) == 2
    assert capsys.readouterr().err.startswith("error: ")
