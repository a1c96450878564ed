"""An evaluation's files replace neither what it reads nor what others wrote."""

import pytest

from mmcsam.report.output import check_output, write_output


def test_own_files_are_replaced(tmp_path):
    path = tmp_path / "new/figures.json"
    for text in ("{}", "[]"):
        write_output(path, text, [])
        assert path.read_text() == text


@pytest.mark.parametrize("name", ["truth.json", "labels/a.png"])
def test_what_is_read(tmp_path, name):
    (tmp_path / "labels").mkdir()
    for each in ("truth.json", "labels/a.png"):
        (tmp_path / each).write_text("true")
    read = [tmp_path / "truth.json", tmp_path / "labels"]
    for overwrite in (False, True):
        with pytest.raises(FileExistsError, match=r"it is read by this run"):
            write_output(tmp_path / name, "{}", read, overwrite)
    assert (tmp_path / name).read_text() == "true"
    check_output(tmp_path / "other.json", read)


def test_files_of_others(tmp_path):
    path = tmp_path / "index.html"
    path.write_text("my page")
    with pytest.raises(FileExistsError, match=r"index.html: there is such a file already"):
        write_output(path, "<p>", [])
    assert path.read_text() == "my page"
    write_output(path, "<p>", [], overwrite=True)
    assert path.read_text() == "<p>"
    with pytest.raises(IsADirectoryError, match="it is a folder"):
        check_output(tmp_path, [])


def test_names_that_are_no_text(tmp_path):
    write_output(tmp_path / "a.html", "the file a\udcff.png", [])
    assert (tmp_path / "a.html").read_text(encoding="utf-8") == "the file a\\udcff.png"
