import errno
import json

import pytest

from mmcsam.jobs.staging import staged


def names(folder):
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_files_move_with_their_folders(tmp_path):
    with staged(tmp_path / "a/out") as stage:
        (stage / "images").mkdir()
        (stage / "images/1.png").write_text("1")
        (stage / "a.json").write_text("{}")
        assert names(tmp_path / "a/out") != ["a.json", "images/1.png"]
    assert names(tmp_path) == ["a/out/a.json", "a/out/images/1.png"]
    assert [p.name for p in (tmp_path / "a/out").iterdir() if p.name.startswith(".")] == []


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left"), KeyboardInterrupt()])
def test_a_failure_keeps_the_old_files_and_adds_none(tmp_path, error):
    old = tmp_path / "a.json"
    old.write_text('{"images": [1]}')
    with pytest.raises(type(error)), staged(tmp_path) as stage:
        (stage / "a.json").write_text("{}")
        (stage / "b.json").write_text("{}")
        raise error
    assert json.loads(old.read_text()) == {"images": [1]}
    assert list(tmp_path.iterdir()) == [old]


def test_a_failure_leaves_no_new_folder(tmp_path):
    with pytest.raises(RuntimeError), staged(tmp_path / "a/b/c"):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_out_is_a_file(tmp_path):
    path = tmp_path / "out"
    path.touch()
    with pytest.raises(NotADirectoryError, match="out is a file; give a folder"), staged(path):
        pass
