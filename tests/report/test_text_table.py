import pytest
from drawn_models import FIRST, TRUTH

from mmcsam.report import EvaluationRun, text_table
from mmcsam.report.figure_text import NOT_DEFINED, interval_text, number_text


def rows_of(text, keys):
    """Return the words of each line that begins with a figure's key, by key."""
    rows = {}
    for words in map(str.split, text.splitlines()):
        if words and words[0] in keys:
            rows.setdefault(words[0], []).append(" ".join(words[1:]))
    return rows


def test_each_figure_has_a_row(first, run_of):
    """Its value, interval and unit, and the first sentence of what it means."""
    rows = rows_of(text_table(run_of(first)), first.evaluation.keys)
    assert list(rows) != []
    for figure in first.evaluation.info:
        value, interval = first.figures["mean"][figure.key]
        (row,) = rows[figure.key]
        expected = f"{number_text(value, figure)} {interval_text(interval, figure)} {figure.unit}"
        assert row.startswith(expected.strip())
        assert figure.meaning.split(". ")[0].rstrip(".").split()[-1] in row
    assert rows["missed"][0].startswith("1 ")


def test_head(first, run_of):
    run = run_of(first)
    run.notes.append("two files were left out")
    lines = text_table(run).splitlines()
    assert lines[0] == "truth.json: 3 images, 4 cells"
    assert "score of 0.5 count in AP and AR only" in lines[1]
    assert lines[2] == "limit of AP and AR: 100 predictions of a class in an image"
    assert lines[3] == "note: two files were left out"
    assert lines[5] == "first: 4 predicted cells (first.json)"


def test_sentences_end_at_a_full_stop_not_at_an_ellipsis(first, run_of):
    row = rows_of(text_table(run_of(first)), {"AP"})["AP"][0]
    assert row.endswith("COCO's average precision, over IoU 0.5, 0.55 ... 0.95")


def test_two_models(first, second, run_of):
    run = run_of(first, second)
    text = text_table(run)
    head, _, differences = text.partition("second less first, on the same resamples")
    assert "second: 3 predicted cells (second.json)" in head
    rows = rows_of(differences, {"false_finds", "missed", "AJI"})
    (missed,) = rows["missed"]
    assert "no clear difference" in missed
    (false,) = rows["false_finds"]
    assert false.startswith("\N{MINUS SIGN}1 ")
    difference = run.comparisons["second"]["AJI"]
    (aji,) = rows["AJI"]
    assert aji.startswith(f"{difference.value:+.3f}".replace("-", "\N{MINUS SIGN}"))


def test_several_classes(evaluate, run_of):
    model = evaluate("m", FIRST, categories=("nucleus", "cytoplasm"))
    text = text_table(run_of(model))
    _, _, classes = text.partition("By class")
    assert classes.split()[:2] == ["nucleus", "cytoplasm"]
    assert rows_of(classes, {"recall_50"})["recall_50"] == ["0.750 0.750"]
    assert "By class" not in text_table(run_of(evaluate("m", FIRST)))


@pytest.mark.parametrize("cells", ["no predictions", "no cells", "nothing"])
def test_undefined_figures_are_dashes(evaluate, run_of, cells):
    truth = {"a.png": TRUTH["a.png"] if cells == "no predictions" else []}
    model = evaluate("m", {"a.png": FIRST["a.png"] if cells == "no cells" else ([], [])}, truth)
    text = text_table(run_of(model))
    assert "nan" not in text
    assert text.endswith(NOT_DEFINED)


def test_defined_figures_need_no_note(evaluate):
    model = evaluate("m", {"a.png": FIRST["a.png"]}, {"a.png": TRUTH["a.png"]})
    assert NOT_DEFINED not in text_table(EvaluationRun("truth", [model], {"max_dets": 100}))
