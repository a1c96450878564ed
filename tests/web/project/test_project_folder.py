import json

import pytest
from web_project import draw_image, draw_images

from mmcsam.jobs.problem import UnusableFileError
from mmcsam.web.project.project_folder import ProjectFolder


def names(folder):
    return [entry.name for entry in folder.replay.entries.values()]


def opened(tmp_path, images="scans"):
    return ProjectFolder(tmp_path / "project", images and tmp_path / images, ("cell",))


def test_new_images_come_at_the_end_and_lost_ones_stay(tmp_path):
    draw_images(tmp_path / "scans", "b.png")
    first = opened(tmp_path)
    assert names(first) == ["b.png"]
    first.close()
    draw_image(tmp_path / "scans/a.png")
    (tmp_path / "scans/b.png").unlink()
    second = opened(tmp_path, None)
    assert names(second) == ["b.png", "a.png"]
    gone, new = second.replay.entries.values()
    assert "no such file" in gone.reason and gone.size == (96, 64)
    assert (new.id, new.reason) == (2, None)
    second.close()


def test_image_that_was_damaged_is_read_when_it_is_whole(tmp_path):
    (tmp_path / "scans").mkdir()
    (tmp_path / "scans/a.png").write_bytes(b"half")
    first = opened(tmp_path)
    assert first.replay.entries[1].reason is not None
    first.close()
    draw_image(tmp_path / "scans/a.png")
    for _ in range(2):  # the second time from the journal
        folder = opened(tmp_path)
        assert folder.replay.entries[1].reason is None
        assert folder.replay.entries[1].size == (96, 64)
        folder.close()


def test_two_at_a_time_are_refused(tmp_path):
    folder = opened(tmp_path, None)
    with pytest.raises(UnusableFileError, match="open already"):
        opened(tmp_path, None)
    folder.close()
    opened(tmp_path, None).close()


def test_later_format_is_refused_and_left_alone(tmp_path):
    opened(tmp_path, None).close()
    file = tmp_path / "project/project.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "format": 2}))
    before = (tmp_path / "project/journal.jsonl").read_bytes()
    for _ in range(2):  # the lock is let go
        with pytest.raises(UnusableFileError, match="Install a later mmcsam"):
            opened(tmp_path, None)
    assert (tmp_path / "project/journal.jsonl").read_bytes() == before


def test_project_beside_its_images_may_move(tmp_path):
    draw_images(tmp_path / "old", "a.png")
    ProjectFolder(tmp_path / "old/mmcsam-project", tmp_path / "old", ("cell",)).close()
    (tmp_path / "old").rename(tmp_path / "new")
    folder = ProjectFolder(tmp_path / "new/mmcsam-project", None, ("cell",))
    assert folder.replay.entries[1].path == tmp_path / "new/a.png"
    assert folder.replay.entries[1].reason is None
    folder.close()


def test_other_images_are_refused(tmp_path):
    draw_images(tmp_path / "scans")
    draw_images(tmp_path / "others")
    opened(tmp_path).close()
    with pytest.raises(UnusableFileError, match="project of the images in .*scans"):
        opened(tmp_path, "others")
    (tmp_path / "scans").rename(tmp_path / "moved")
    folder = opened(tmp_path, "moved")
    assert names(folder) == ["a.png", "b.png"] and folder.replay.entries[1].reason is None
    folder.close()


def test_no_folder(tmp_path):
    with pytest.raises(NotADirectoryError, match="no folder"):
        opened(tmp_path, "none")
    with pytest.raises(NotADirectoryError):
        ProjectFolder(tmp_path / "none/mmcsam-project", tmp_path / "none", ("cell",))
    assert not list(tmp_path.iterdir())


def test_torn_line_is_told(tmp_path):
    opened(tmp_path, None).close()
    with open(tmp_path / "project/journal.jsonl", "ab") as file:
        file.write(b'{"op": "edi')
    folder = opened(tmp_path, None)
    assert "11 bytes" in folder.notes[0]
    folder.close()
