import json
from dataclasses import replace
from pathlib import Path

from web_project import rectangle

from mmcsam.coco.reader import read_coco
from mmcsam.web.project.change import Change
from mmcsam.web.project.finished import finished_coco
from mmcsam.web.project.image_entry import ImageEntry
from mmcsam.web.project.image_state import ImageState
from mmcsam.web.project.project_cell import ProjectCell


def test_other_programs_read_it(tmp_path):
    drawn = ProjectCell.drawn(1, 1, rectangle(4, 5, 6, 7))
    low = replace(ProjectCell.drawn(2, 0, rectangle(0, 0, 2, 2)), score=0.2, origin="model")
    state = ImageState().edited(Change(added=(drawn, low)))
    entry = ImageEntry(7, "sub/a.png", "folder", 96, 64, None, Path("a"))
    coco = finished_coco([(entry, state)], ("a", "b"), 0.5)
    path = tmp_path / "instances.json"
    path.write_text(json.dumps(coco))
    [image] = read_coco(path).images
    assert (image.id, image.file_name) == (7, "sub/a.png")
    [instance] = image.instances
    assert instance.category == "b" and instance.rle == drawn.rle
    finished = replace(state, finished=True, threshold=0.1)
    assert len(finished_coco([(entry, finished)], ("a", "b"), 0.5)["annotations"]) == 2
