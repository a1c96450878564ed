"""What may be replaced in an output folder."""

import os

import pytest

from mmcsam.jobs.output_guard import RECORD, OutputGuard
from mmcsam.jobs.staging import staged


def write(out, *names, read=(), overwrite=False, text="new"):
    guard = OutputGuard(out, read, overwrite)
    with staged(out, guard) as stage:
        for name in names:
            (stage / name).parent.mkdir(parents=True, exist_ok=True)
            (stage / name).write_text(text)


def test_what_this_program_wrote_may_be_replaced(tmp_path):
    write(tmp_path / "out", "a.json", "images/x/1.png")
    write(tmp_path / "out", "b.json")
    write(tmp_path / "out", "a.json", "images/x/1.png", text="newer")
    assert (tmp_path / "out/images/x/1.png").read_text() == "newer"
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        RECORD,
        "a.json",
        "b.json",
        "images",
    ]


@pytest.mark.parametrize("name", ["a.json", "images/1.png", ".hidden"])
def test_what_others_wrote_needs_permission(tmp_path, name):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("somebody's")
    with pytest.raises(FileExistsError, match=f"{name}: there is such a file already.*--overwrite"):
        write(tmp_path, "other", name)
    assert path.read_text() == "somebody's"
    assert not (tmp_path / "other").exists()
    write(tmp_path, name, overwrite=True)
    assert path.read_text() == "new"
    write(tmp_path, name)  # now it is ours


@pytest.mark.parametrize(
    "change", [lambda p: p.write_text("changed"), lambda p: os.utime(p, (1, 1))]
)
def test_what_was_changed_since_needs_permission(tmp_path, change):
    write(tmp_path, "a.json")
    change(tmp_path / "a.json")
    with pytest.raises(FileExistsError, match="or no longer, as this program wrote it"):
        write(tmp_path, "a.json")


@pytest.mark.parametrize("overwrite", [False, True])
def test_what_is_read_is_never_replaced(tmp_path, overwrite):
    write(tmp_path, "images/a.png", "b.json")
    (tmp_path / "link").symlink_to(tmp_path / "images")
    (tmp_path / "hard.json").hardlink_to(tmp_path / "b.json")
    for read, name in (("link/a.png", "images/a.png"), ("hard.json", "b.json")):
        with pytest.raises(FileExistsError, match=f"{name}: it is read by this run"):
            write(tmp_path, name, read=[tmp_path / read, tmp_path / "absent"], overwrite=overwrite)
    write(tmp_path, "b.json", read=[tmp_path / "images/a.png"])


def test_a_folder_is_in_the_way(tmp_path):
    (tmp_path / "a.json").mkdir()
    with pytest.raises(IsADirectoryError, match="a.json: it is a folder"):
        write(tmp_path, "a.json", overwrite=True)


def test_before_any_work(tmp_path):
    guard = OutputGuard(tmp_path)
    guard.check(["a.json"])
    (tmp_path / "a.json").touch()
    with pytest.raises(FileExistsError, match="a.json"):
        guard.check(["b.json", "a.json"])


@pytest.mark.parametrize("record", ["", "[]", '{"files": 1}', "\0"])
def test_a_damaged_record_says_nothing(tmp_path, record):
    write(tmp_path, "a.json")
    (tmp_path / RECORD).write_text(record)
    with pytest.raises(FileExistsError):
        write(tmp_path, "a.json")
