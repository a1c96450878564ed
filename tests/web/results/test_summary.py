from web_project import draw_images, found

from mmcsam.web.project.project import Project
from mmcsam.web.results.summary import summarise


def test_counts_and_shares(tmp_path):
    images = draw_images(tmp_path / "scans")
    project = Project.open(tmp_path / "project", images, ("plasma cell", "other"))
    boxes = [(10 * i, 0, 5, 5) for i in range(4)]
    project.set_prediction(1, found(*boxes, labels=[0, 1, 1, 1]), "0" * 12)
    project.set_prediction(2, found(*boxes[:2], scores=[0.9, 0.1]), "0" * 12)
    project.set_finished(2, True)
    summary = summarise(project)
    assert summary["classes"] == ["plasma cell", "other"]
    first, second = summary["images"]
    assert (first["cells"], first["counts"], first["percent"]) == (4, [1, 3], [25.0, 75.0])
    assert second["counts"] == [1, 0] and second["finished"]
    assert summary["total"] == {"images": 2, "cells": 5, "counts": [2, 3], "percent": [40.0, 60.0]}
    assert summary["finished"]["cells"] == 1
    project.close()


def test_one_class_has_no_shares(tmp_path):
    project = Project.open(tmp_path / "project", draw_images(tmp_path / "scans"))
    assert summarise(project)["total"] == {"images": 2, "cells": 0, "counts": [0], "percent": None}
    project.close()
