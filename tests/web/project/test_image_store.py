import os
import random
import signal
import threading
import time

import pytest
from web_project import draw_images, rectangle

from mmcsam.jobs.problem import UnusableFileError
from mmcsam.web.project import journal as journal_module
from mmcsam.web.project.change import Change
from mmcsam.web.project.errors import NoRoomError, StaleRevisionError, UnknownImageError
from mmcsam.web.project.image_store import now
from mmcsam.web.project.project import Project
from mmcsam.web.project.project_cell import ProjectCell


@pytest.fixture
def project(tmp_path):
    opened = Project.open(tmp_path / "project", draw_images(tmp_path / "scans"))
    yield opened
    opened.close()


def draw(project, image=1, left=0):
    state = project.state(image)
    cell = ProjectCell.drawn(state.next_id, 0, rectangle(left, 0, 4, 4))
    return project.commit(image, state.revision, Change(added=(cell,)))


def again(project):
    """Open the project anew, as after a restart."""
    project.close()
    return Project.open(project.path)


def test_everything_survives_a_restart(project):
    draw(project)
    draw(project, left=10)
    project.commit(1, 2, Change((1,)))
    project.undo(1, 3)
    draw(project, image=2)
    state = project.state(1)
    project = again(project)
    assert project.state(1) == state
    assert (len(state.undo), len(state.redo), list(state.cells)) == (2, 1, [1, 2])
    after, change = project.redo(1, 4)
    assert change.removed == (1,) and list(after.cells) == [2]
    project.close()


def test_file_that_became_a_link_out_of_its_folder(project, tmp_path):
    path = project.image_path(1)
    outside = path.rename(tmp_path / "outside.png")
    path.symlink_to(outside)
    with pytest.raises(UnusableFileError, match="leads out"):
        project.image_path(1)
    assert project.image_path(2).is_file()


def test_stale_revision(project):
    draw(project)
    with pytest.raises(StaleRevisionError, match="revision 1"):
        project.commit(1, 0, Change((1,)))
    with pytest.raises(StaleRevisionError):
        project.undo(1, 7)
    assert list(project.state(1).cells) == [1]


def test_unknown_image(project):
    for call in (project.entry, project.state, project.image_path):
        with pytest.raises(UnknownImageError):
            call(9)
    with pytest.raises(KeyError):
        project.commit(9, 0, Change())


def test_full_disk_changes_nothing(project, monkeypatch):
    state = draw(project)
    seen = []
    project.subscribe(seen.append)

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(journal_module.os, "write", full)
        with pytest.raises(NoRoomError):
            draw(project)
    assert project.state(1) == state and not seen
    assert draw(project).revision == 2
    project = again(project)
    assert list(project.state(1).cells) == [1, 2]
    project.close()


def test_one_of_many_that_write_at_once_wins(project):
    """Two tabs do not overwrite each other: who comes second is told."""
    outcomes = []

    def write(number):
        cell = ProjectCell.drawn(1, 0, rectangle(number, 0, 4, 4))
        try:
            project.commit(1, 0, Change(added=(cell,)))
            outcomes.append(number)
        except StaleRevisionError as error:
            assert error.revision == 1

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [winner] = outcomes
    assert project.state(1).cells[1].box[0] == winner


def test_events(project):
    seen = []
    end = project.subscribe(seen.append)
    draw(project)
    assert seen == [{"type": "image", "id": 1, "revision": 1}]
    end()
    draw(project)
    assert len(seen) == 1


def test_marks_and_reasons(project):
    project.mark(1, "predicting")
    assert project.image(1)["state"] == "predicting"
    project.fail(1, "too dark")
    assert (project.image(1)["state"], project.image(1)["reason"]) == ("failed", "too dark")
    assert now().endswith("+00:00")


def test_killed_at_any_moment(tmp_path):
    """What was acknowledged is there after SIGKILL, and no more than one change besides."""
    images = draw_images(tmp_path / "scans", "a.png")
    Project.open(tmp_path / "project", images).close()
    said, chance = 0, random.Random(0)
    for _ in range(12):
        reader, writer = os.pipe()
        child = os.fork()
        if not child:
            try:
                project = Project.open(tmp_path / "project")
                while True:
                    os.write(writer, bytes([draw(project).revision % 256]))
            finally:
                os._exit(1)
        os.close(writer)
        os.read(reader, 1)  # it has begun
        time.sleep(chance.uniform(0, 0.05))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        said += 1
        while block := os.read(reader, 4096):
            said += len(block)
        os.close(reader)
        project = Project.open(tmp_path / "project")
        state = project.state(1)
        assert said <= state.revision <= said + 1
        assert len(state.cells) == len(state.undo) == state.revision
        said = state.revision
        project._folder.close()  # as killed: nothing is written at the end
    assert said > 24
