"""Somebody who corrects by the page's calls alone, and what a ledger sees."""

import numpy as np
import pytest

from mmcsam.structures.instance_mask import InstanceMask

pytest.importorskip("fastapi")

from fastapi.testclient import TestClient  # noqa: E402
from known_predictor import KnownPredictor, KnownTrainer  # noqa: E402
from page_server import write_models  # noqa: E402

from mmcsam.web.api.app import make_app  # noqa: E402
from mmcsam.web.project.project import Project  # noqa: E402


@pytest.fixture
def page(wrong_cells, tmp_path):
    """A page in this process, and a client of it."""
    from simulation.page_client import PageClient, RefusedError, ServerGoneError

    class Client(PageClient):
        gone = 0

        def call(self, method, path, body=None):
            answer = http.request(method, f"/api{path}", json=body)
            if self.gone and method == "POST":  # done, but nobody hears of it
                self.gone -= 1
                raise ServerGoneError("the answer was lost")
            if answer.status_code >= 400:
                raise RefusedError(f"{method} {path}: {answer.status_code} {answer.text}")
            return answer.json()

    classes = ("plasma cell", "other nucleated cell")
    project = Project.open(tmp_path / "project", wrong_cells[0], classes)
    predictor = KnownPredictor(project, wrong_cells[0] / "instances.json")
    write_models(project, classes)
    project.change_settings(threshold=0.05)
    predictor.start()
    http = TestClient(
        make_app(project, predictor, KnownTrainer(project)), base_url="http://127.0.0.1"
    )
    yield Client("http://127.0.0.1"), project
    project.close()


def correct(client, truth, **options):
    from simulation.corrector import Corrector
    from simulation.session import correct_images

    corrector = Corrector(client, {}, **options)
    assert correct_images(corrector, truth / "instances.json", 20) == 1
    return corrector


def right(project, truth):
    from simulation.truth import iou, read_truth

    cells = read_truth(truth / "instances.json")["a.png"]
    found = [one for one in project.state(1).cells.values()]
    assert len(found) == len(cells)
    for cell in cells:
        masks = []
        for one in found:
            x, y, width, height = one.mask.bbox
            whole = cell.mask & False
            whole[y : y + height, x : x + width] = one.mask.crop > 0
            masks.append((iou(whole, cell.mask), project.settings.classes[one.label]))
        quality, category = max(masks)
        assert quality > 0.7 and category == cell.category


def test_each_kind_of_fault_is_mended_by_its_own_edit(page, wrong_cells):
    client, project = page
    corrector = correct(client, wrong_cells[1])
    assert corrector.edits == {
        "split": 1,
        "merge": 1,
        "delete": 1,
        "class": 1,
        "outline_in_box": 1,
    }
    assert len(corrector.outlines) == 1 and corrector.outlines[0] > 0.8
    assert "1 x merge" in corrector.summary()
    right(project, wrong_cells[1])
    assert project.image(1)["finished"]


def test_a_bad_outline_in_a_box_is_drawn(page, wrong_cells, monkeypatch):
    client, project = page
    monkeypatch.setattr("known_predictor.ellipse", _corner)
    corrector = correct(client, wrong_cells[1])
    assert corrector.edits["draw"] == 1
    assert corrector.edits["delete"] == 2
    right(project, wrong_cells[1])


def _corner(box, size):
    return InstanceMask(np.ones((5, 5), np.uint8), round(box[0]), round(box[1]), size)


def test_answers_that_are_lost(page, wrong_cells):
    client, project = page
    client.gone = 3
    corrector = correct(client, wrong_cells[1])
    assert corrector.lost == 3
    assert corrector.ledger.checks == 3
    right(project, wrong_cells[1])


def test_the_ledger_sees_what_is_lost(page, wrong_cells):
    from simulation.ledger import LostError

    client, project = page
    corrector = correct(client, wrong_cells[1])
    corrector.ledger.check(client)
    project.set_finished(1, False)
    with pytest.raises(LostError, match="it was finished"):
        corrector.ledger.check(client)
    revision = project.state(1).revision
    corrector.ledger.revisions[1] = revision + 1
    with pytest.raises(LostError, match=f"revision {revision} after the restart"):
        corrector.ledger.check(client)
    corrector.ledger.revisions[1] = revision
    corrector.ledger._cells[1].popitem()
    with pytest.raises(LostError, match="not those acknowledged"):
        corrector.ledger.check(client)


def test_images_that_nobody_knows(page, tmp_path):
    client, _ = page
    (tmp_path / "instances.json").write_text('{"images": [], "categories": [], "annotations": []}')
    with pytest.raises(ValueError, match="of no image of the page"):
        correct(client, tmp_path)


def test_training(page, wrong_cells):
    from simulation.session import train_in_page

    client, project = page
    correct(client, wrong_cells[1])
    (project.path / "go").touch()
    text, name = train_in_page(client)
    assert name == "second"
    assert text.startswith("training: finished after ")
    assert "cells found\t81 %\t89 %" in text
