"""The page holds the evaluation's figures, needs nothing else and trusts no name."""

import re
from html.parser import HTMLParser

import cv2
import numpy as np
import pytest
from drawn_models import FIRST, TRUTH

from mmcsam.jobs.output_guard import RECORD
from mmcsam.report import write_report
from mmcsam.report.figure_text import NOT_DEFINED, interval_text, value_text
from mmcsam.report.page import render_page

VOID = {"meta", "link", "img", "br", "hr", "input", "path", "rect", "circle"}


class Balance(HTMLParser):
    """Checks that tags close in order, and collects what the page would load."""

    def __init__(self):
        super().__init__()
        self.open, self.loaded = [], []

    def handle_starttag(self, tag, attributes):
        if tag not in VOID:
            self.open.append(tag)
        attributes = dict(attributes)
        self.loaded += [
            attributes[name] for name in ("src", "srcset", "data") if name in attributes
        ]
        if tag == "link":
            self.loaded.append(attributes["href"])

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag


def check(page):
    parser = Balance()
    parser.feed(page)
    assert parser.open == []
    assert all(address.startswith("data:image/webp;base64,") for address in parser.loaded)
    assert "url(http" not in page
    assert "@import" not in page


def test_figures_are_the_evaluations(first, run_of):
    page = render_page(run_of(first))
    check(page)
    rows = dict(
        re.findall(r'<th scope="row"><b>(\w+)</b>.*?<td>\s*<b>([^<]*)</b>', page, re.DOTALL)
    )
    values = first.evaluation.values()
    assert rows == {
        figure.key: value_text(values[figure.key], figure) for figure in first.evaluation.info
    }
    intervals = first.evaluation.intervals(50)
    for figure in first.evaluation.info:
        assert interval_text(intervals[figure.key], figure) in page
        assert figure.meaning.split("'")[0] in page
    assert "first" in page
    assert "truth.json" in page


def test_two_models(first, second, run_of):
    run = run_of(first, second)
    page = render_page(run)
    check(page)
    assert "second compared with first" in page
    assert "Where second does better than first" in page
    assert page.count('class="line"') >= 2 * 7


def test_several_classes(evaluate, run_of):
    model = evaluate("m", FIRST, categories=("nucleus", "cytoplasm"))
    page = render_page(run_of(model))
    check(page)
    assert "m, class by class" in page


def test_names_are_escaped(evaluate, run_of):
    name = '<script>alert("x")</script>.png'
    model = evaluate("<b>m</b>", {name: ([], [])}, {name: TRUTH["a.png"]})
    page = render_page(run_of(model))
    check(page)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert "<b>m</b>" not in page


@pytest.mark.parametrize("cells", ["no predictions", "no cells", "nothing"])
def test_undefined_figures_are_dashes(evaluate, run_of, cells):
    truth = {"a.png": TRUTH["a.png"] if cells == "no predictions" else []}
    model = evaluate("m", {"a.png": FIRST["a.png"] if cells == "no cells" else ([], [])}, truth)
    run = run_of(model)
    page = render_page(run)
    check(page)
    assert not re.search(r"\bnan\b", page)
    assert NOT_DEFINED in page


def test_defined_figures_need_no_note(evaluate, run_of):
    model = evaluate("m", {"a.png": FIRST["a.png"]}, {"a.png": TRUTH["a.png"]})
    assert NOT_DEFINED not in render_page(run_of(model))


def test_pictures_of_the_images(first, run_of, tmp_path):
    for name in ("a.png", "b.png", "c.png"):
        cv2.imwrite(str(tmp_path / name), np.full((30, 40, 3), 90, np.uint8))
    path = write_report(run_of(first), tmp_path / "out", tmp_path)
    page = path.read_text(encoding="utf-8")
    assert page.count("data:image/webp;base64,") == 2 * 3  # c.png has nothing to see
    assert "plain background" not in page
    assert sorted(file.name for file in path.parent.iterdir()) == [RECORD, "index.html"]


def test_missing_images_leave_no_page(first, run_of, tmp_path):
    with pytest.raises(FileNotFoundError, match="no such image"):
        write_report(run_of(first), tmp_path / "out", tmp_path)
    assert not (tmp_path / "out").exists()
