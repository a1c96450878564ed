from datetime import datetime

import pytest
from drawn_models import FIRST, TRUTH

from mmcsam.report import EvaluationRun


def test_unusable_runs(first, evaluate, run_of):
    with pytest.raises(ValueError, match="models need a name each, got first, first"):
        run_of(first, first)
    with pytest.raises(ValueError, match="one model or more"):
        EvaluationRun("truth.json", [], {})
    with pytest.raises(ValueError, match=r"truth\.json: there are no images"):
        run_of(evaluate("m", {}, {}))


def test_differences_are_from_the_first_model(first, second, evaluate, run_of):
    run = run_of(first, second, evaluate("third", FIRST))
    assert list(run.comparisons) == ["second", "third"]
    gain = second.evaluation.values()["recall_50"] - first.evaluation.values()["recall_50"]
    assert run.comparisons["second"]["recall_50"].value == gain
    # Found are 3 of 4 cells, as many by the second model: its one miss is another one.
    assert run.comparisons["second"]["missed"].value == 0
    assert run.comparisons["second"]["false_finds"].value == -1
    same = run.comparisons["third"]["PQ"]
    assert same == (0, (0, 0), 0.5)
    assert run_of(first).comparisons == {}


def test_settings_of_the_first_model(first, run_of):
    run = run_of(first)
    assert run.info == first.evaluation.info
    assert run.score_thr == 0.5
    assert run.notes == []
    assert run.date.utcoffset() is not None
    assert abs(run.date.timestamp() - datetime.now().timestamp()) < 3600


@pytest.mark.parametrize("undefined", [True, False])
def test_undefined_figures_of_any_model_are_noticed(evaluate, run_of, undefined):
    """Without predictions there is no precision."""
    truth = {"a.png": TRUTH["a.png"]}
    full = evaluate("full", {"a.png": FIRST["a.png"]}, truth)
    other = evaluate("other", {"a.png": ([], []) if undefined else FIRST["a.png"]}, truth)
    assert run_of(full, other).has_undefined is undefined
