import pytest
from drawn_models import FIRST, SECOND, TRUTH

from mmcsam.evaluation import Evaluation, ImagePair, default_measures
from mmcsam.report import EvaluatedModel, EvaluationRun


@pytest.fixture
def evaluate():
    """Return a function that evaluates predictions by file name, of one class or several."""

    def build(name, predictions, truth=TRUTH, categories=("cell",)):
        images = [
            {c: ImagePair(file_name, (30, 40), truth[file_name], *found) for c in categories}
            for file_name, found in predictions.items()
        ]
        evaluation = Evaluation(default_measures, categories).extend(images)
        return EvaluatedModel(name, f"{name}.json", images, evaluation, resamples=50)

    return build


@pytest.fixture
def first(evaluate):
    return evaluate("first", FIRST)


@pytest.fixture
def second(evaluate):
    return evaluate("second", SECOND)


@pytest.fixture
def run_of():
    """Return a function that makes a run of models."""

    def build(*models, **settings):
        return EvaluationRun(
            "truth.json", list(models), {"max_dets": 100, "resamples": 50, **settings}, "command"
        )

    return build
