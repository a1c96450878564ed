"""Old against new, in figures and words."""

import json
import re

import pytest
from drawn_models import FIRST, SECOND, TRUTH

from mmcsam.report.evaluate_files import evaluate_files
from mmcsam.web.learning.comparison import comparison_table, outcome_words


@pytest.fixture
def run(tmp_path):
    """The second model finds all cells of one image exactly and none of another."""
    names = list(TRUTH)
    truth = {
        "images": [
            {"id": n, "file_name": name, "width": 40, "height": 30} for n, name in enumerate(names)
        ],
        "categories": [{"id": 1, "name": "cell"}],
    }
    truth["annotations"] = [
        {"id": 10 * n + k, "image_id": n, "category_id": 1, "segmentation": rle, "iscrowd": 0}
        for n, name in enumerate(names)
        for k, rle in enumerate(TRUTH[name])
    ]
    (tmp_path / "truth.json").write_text(json.dumps(truth))

    def make(*models):
        files = []
        for who, model in zip(("old", "new"), models, strict=True):
            results = [
                {"image_id": n, "category_id": 1, "segmentation": rle, "score": score}
                for n, name in enumerate(names)
                for rle, score in zip(*model[name], strict=True)
            ]
            (tmp_path / f"{who}.json").write_text(json.dumps(results))
            files.append((who, tmp_path / f"{who}.json"))
        return evaluate_files(tmp_path / "truth.json", files, resamples=200)

    return make


def test_table(run):
    table = comparison_table(run(FIRST, SECOND))
    keys = [row[0] for row in table["rows"]]
    assert keys[:4] == ["AP", "AP50", "PQ", "mIoU"]
    assert {len(row) for row in table["rows"]} == {len(table["columns"])} == {8}
    compared = run(FIRST, SECOND)
    pq = table["rows"][2]
    assert pq[1] == f"{compared.models[0].figures['mean']['PQ'].value:.3f}"
    assert pq[3] == f"{compared.models[1].figures['mean']['PQ'].value:.3f}"
    assert " to " in pq[2] and pq[5][0] in "+\N{MINUS SIGN}"


def test_words_for_images_held_back(run):
    words = outcome_words((16, 90), (4, 25), False, run(FIRST, SECOND))
    assert words.startswith("Learned from 16 images with 90 cells. Compared on 4 images with 25 ")
    assert "flatters the new model" in words
    assert "is not clear (PQ " in words
    assert "say little" in words
    assert "say little" not in outcome_words((80, 1), (20, 1), False, run(FIRST, SECOND))


def test_words_for_cross_validation(run):
    words = outcome_words((6, 30), (6, 30), True, run(SECOND, SECOND))
    assert "Fewer than 10 images are finished" in words
    assert "Old and new are equal (PQ " in words


@pytest.mark.parametrize(
    ("models", "what"), [(1, "The new model is better"), (-1, "is worse .*: keep the old one")]
)
def test_a_clear_difference(run, models, what):
    nothing = {name: ([], []) for name in TRUTH}
    exact = {name: (cells, [0.9] * len(cells)) for name, cells in TRUTH.items()}
    words = outcome_words((2, 4), (2, 4), False, run(*[nothing, exact][::models]))
    assert re.search(what, words)


def test_nothing_to_compare_by():
    words = outcome_words((1, 1), (0, 0), False, None)
    assert words.startswith("Learned from 1 image with 1 cell. There is nothing to compare")
