"""From files to figures."""

import json

import pytest
from evaluation_files import write_evaluation_files

from mmcsam.evaluation import Evaluation, default_measures
from mmcsam.evaluation.pairs import coco_pairs
from mmcsam.report import evaluate_files


@pytest.fixture
def data(tmp_path):
    write_evaluation_files(tmp_path)
    return tmp_path


@pytest.fixture
def evaluate(data):
    """Return a function that evaluates files of ``data``, models by name."""

    def evaluate(truth, models, **settings):
        predictions = [(name, data / path) for name, path in models.items()]
        return evaluate_files(data / truth, predictions, **{"resamples": 20, **settings})

    return evaluate


FIRST = {"first": "first.segm.json"}


def test_figures_of_coco_files(data, evaluate):
    run = evaluate("true.json", FIRST)
    categories, pairs = coco_pairs(data / "true.json", data / "first.segm.json")
    values = Evaluation(default_measures, categories).extend(pairs).values()
    (model,) = run.models
    assert {key: each.value for key, each in model.figures["mean"].items()} == values
    assert 0.5 < values["PQ"] < 1
    assert (len(model.images), model.true_count) == (4, 6)
    assert (run.data, model.source) == (str(data / "true.json"), str(data / "first.segm.json"))


def test_label_images_equal_coco(evaluate):
    coco = evaluate("true.json", FIRST)
    labels = evaluate("true", {"first": "predicted"})
    assert coco.models[0].figures == labels.models[0].figures


def test_comparison(evaluate):
    run = evaluate("true.json", {**FIRST, "second": "second.segm.json", "none": "none.json"})
    assert [model.name for model in run.models] == ["first", "second", "none"]
    assert list(run.comparisons) == ["second", "none"]
    assert run.comparisons["none"]["recall_50"].value == -1
    assert run.comparisons["second"]["missed"].value == 1


@pytest.mark.parametrize(("score", "expected"), [(0.5, 6), (1.5, 0)])
def test_settings_reach_the_metrics(evaluate, score, expected):
    run = evaluate("true.json", FIRST, score_thr=score, max_dets=1, boundary_px=2, command="words")
    found = run.models[0].figures["mean"]
    assert found["cells_predicted"].value == expected
    assert found["AR"].value <= 0.5  # one of one, two and three cells an image
    assert run.settings["max_dets"] == 1
    assert run.settings["boundary_px"] == 2
    assert run.settings["resamples"] == 20
    assert run.models[0].resamples == 20
    assert run.command == "words"


def test_missing_label_image(data, evaluate):
    (data / "predicted" / "3.png").unlink()
    with pytest.raises(ValueError, match=r"3\.png: no label image of that name in.*--allow-miss"):
        evaluate("true", {"first": "predicted"})
    both = {"first": "predicted", "again": "predicted"}
    notes = evaluate("true", both, allow_missing=True).notes
    assert notes[0].startswith("1 of 4 images have no prediction file")  # told once
    assert notes[1].startswith("1 of 4 images have no true cell (first: 1.png)")
    assert [note.partition(":")[0] for note in notes[2:]] == ["first", "again"]


@pytest.mark.parametrize(
    ("truth", "prediction", "error", "expected"),
    [
        ("true.json", "nowhere.json", FileNotFoundError, "nowhere.json: no such file"),
        ("true.json", "predicted", ValueError, "one is a folder and one a file"),
        ("true.json", "true.json", ValueError, "true.json: expected a COCO result file"),
        ("first.segm.json", "first.segm.json", ValueError, "expected a COCO file"),
    ],
)
def test_unusable_files(evaluate, truth, prediction, error, expected):
    with pytest.raises(error, match=expected):
        evaluate(truth, {"first": prediction})


def test_damaged_mask(data, evaluate):
    content = json.loads((data / "first.segm.json").read_text())
    content[0]["segmentation"]["counts"] = "04"
    (data / "damaged.json").write_text(json.dumps(content))
    with pytest.raises(ValueError, match="counts are damaged") as error:
        evaluate("true.json", {"first": "damaged.json"})
    assert str(error.value).startswith(f"{data / 'damaged.json'}: entry 1 of 2.png: the RLE's")


def test_all_annotations_are_crowd_regions(data, evaluate):
    content = json.loads((data / "true.json").read_text())
    for annotation in content["annotations"]:
        annotation["iscrowd"] = 1
    (data / "crowd.json").write_text(json.dumps(content))
    with pytest.raises(ValueError, match=r"crowd.json: all 6 annotations are crowd regions"):
        evaluate("crowd.json", FIRST)
    content["annotations"][0]["iscrowd"] = "0"
    (data / "crowd.json").write_text(json.dumps(content))
    run = evaluate("crowd.json", FIRST)
    assert run.models[0].true_count == 1
    assert run.notes[0].startswith("5 annotations are crowd regions (iscrowd 1): they are no true")


def test_every_model_is_told_apart(evaluate):
    run = evaluate("true.json", {"none": "none.json", **FIRST}, score_thr=1.1)
    assert run.notes == [
        "1 of 4 images have no true cell (first: 1.png); if they were not annotated, leave them "
        "out: all predictions there count as false",
        "none: 4 of 4 images have no prediction (first: 1.png); their 6 true cells count as missed",
        "first: 1 of 4 images have no prediction (first: 1.png); their 0 true cells count as "
        "missed",
        "first: all 6 predictions have a score below 1.1, and count in AP and AR only",
    ]


def test_no_images(data, evaluate):
    coco = {"images": [], "annotations": [], "categories": [{"id": 1, "name": "cell"}]}
    (data / "empty.json").write_text(json.dumps(coco))
    with pytest.raises(ValueError, match=r"empty\.json: there are no images"):
        evaluate("empty.json", {"none": "none.json"})
    (data / "nothing").mkdir()
    with pytest.raises(ValueError, match="nothing: there are no images"):
        evaluate("nothing", {"nothing": "nothing"})


def test_two_models_of_one_name(data):
    files = [("first", data / "first.segm.json"), ("first", data / "none.json")]
    with pytest.raises(ValueError, match="models need a name each, got first, first"):
        evaluate_files(data / "true.json", files)
