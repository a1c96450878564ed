import json
import socket
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from metric_process import evaluate_in_process
from mmdet.registry import METRICS
from mmdet.structures import DetDataSample
from mmengine.evaluator import Evaluator
from mmengine.structures import InstanceData

from mmcsam.evaluation import Evaluation, InstanceMaskMetric, default_measures
from mmcsam.evaluation.pairs import coco_pairs
from mmcsam.structures.rle import encode_masks


def sample(image_id, masks, scores, rle=False, labels=None):
    made = DetDataSample(metainfo={"img_id": image_id})
    labels = np.zeros(len(masks)) if labels is None else np.asarray(labels)
    made.pred_instances = InstanceData(
        scores=torch.tensor(np.asarray(scores), dtype=torch.float64),
        labels=torch.tensor(labels, dtype=torch.long),
        masks=encode_masks(masks) if rle else torch.from_numpy(masks.astype(bool)),
    )
    return made


def samples_of(drawn, rle=False):
    return [sample(n, p, s, rle) for n, (_, p, s, _) in enumerate(drawn, start=1)]


def evaluate(ann_file, samples, classes=("cell",), **settings):
    metric = METRICS.build({"type": "InstanceMaskMetric", "ann_file": str(ann_file), **settings})
    evaluator = Evaluator(metric)
    evaluator.dataset_meta = {"classes": classes}
    for one in samples:
        evaluator.process(data_samples=[one])
    return evaluator.evaluate(len(samples))


@pytest.mark.parametrize("rle", [False, True], ids=["tensors", "RLE"])
def test_equals_the_evaluation_of_files(drawn, write_coco, rle):
    paths = write_coco(drawn)
    categories, images = coco_pairs(*paths)
    evaluation = Evaluation(lambda: default_measures(3, 2), categories, 0.3).extend(images)
    settings = {"max_dets": 3, "boundary_px": 2, "score_thr": 0.3, "prefix": "cells"}
    figures = evaluate(paths[0], samples_of(drawn, rle)[::-1], **settings)
    expected = {f"cells/{key}": value for key, value in evaluation.values().items()}
    assert figures == pytest.approx(expected, nan_ok=True)
    assert figures["cells/AP"] > 0


def test_classes_are_in_the_files_order(drawn, write_coco):
    """As CocoDataset's labels are, whatever the order in metainfo."""
    categories = [{"id": 7, "name": "nucleus"}, {"id": 1, "name": "cell"}]
    paths = write_coco(drawn, categories=categories)
    samples = [
        sample(n, p, s, labels=np.ones(len(p))) for n, (_, p, s, _) in enumerate(drawn, start=1)
    ]
    figures = evaluate(paths[0], samples, classes=("cell", "nucleus"))
    expected = evaluate(write_coco(drawn)[0], samples_of(drawn))
    assert figures["AP"] == pytest.approx(expected["AP"])  # nuclei define none
    assert figures["cells_true"] == expected["cells_true"] / 2  # the mean over two classes


def test_bad_samples(drawn, write_coco):
    ann_file = write_coco(drawn)[0]
    masks = np.ones((1, 40, 50), np.uint8)
    with pytest.raises(ValueError, match="truth.json has no image with the id 99"):
        evaluate(ann_file, [sample(99, masks, [0.9])])
    with pytest.raises(ValueError, match=r"truth.json has no category 'yeast', only cell"):
        evaluate(ann_file, samples_of(drawn), classes=("yeast",))
    with pytest.raises(ValueError, match="1.png: a prediction has the label 3, but there are only"):
        evaluate(ann_file, [sample(1, masks, [0.9], labels=[3])])
    with pytest.raises(ValueError, match=r"1.png: predicted mask 1 has \[20, 50\] rows"):
        evaluate(ann_file, [sample(1, masks[:, :20], [0.9])])
    with pytest.raises(ValueError, match="1.png: prediction 1 has the score nan"):
        evaluate(ann_file, [sample(1, masks, [np.nan])])
    with pytest.raises(ValueError, match="max_dets must be at least 1"):
        evaluate(ann_file, [], max_dets=0)


def test_images_that_were_not_tested_do_not_count(drawn, write_coco):
    figures = evaluate(write_coco(drawn)[0], samples_of(drawn)[:4])
    assert figures == pytest.approx(
        evaluate(write_coco(drawn[:4])[0], samples_of(drawn[:4])), nan_ok=True
    )


def test_crowds_and_classes_that_give_no_figures(drawn, write_coco):
    path = write_coco(drawn)[0]
    content = json.loads(path.read_text())
    twice = [*content["categories"], {"id": 0, "name": "cell"}]
    path.write_text(json.dumps({**content, "categories": twice}))
    with pytest.raises(ValueError, match="the class cell is listed 2 times.* MMDetection's labels"):
        InstanceMaskMetric(str(path))
    for annotation in content["annotations"]:
        annotation["iscrowd"] = 1
    path.write_text(json.dumps(content))
    with pytest.raises(ValueError, match="annotations are crowd regions"):
        InstanceMaskMetric(str(path))


def test_what_is_left_out_is_logged_once(drawn, write_coco, monkeypatch):
    said = []
    said_each_time = []
    logger = SimpleNamespace(
        warning=lambda text, *words: said.append(text % words),
        info=lambda text, *words: said_each_time.append(text % words),
    )
    logger_class = SimpleNamespace(get_current_instance=lambda: logger)
    module = "mmcsam.evaluation.metrics.instance_mask_metric"
    monkeypatch.setattr(f"{module}.MMLogger", logger_class)
    metric = InstanceMaskMetric(str(write_coco(drawn)[0]), max_dets=1)
    evaluator = Evaluator(metric)
    evaluator.dataset_meta = {"classes": ("cell",)}
    for _ in range(2):  # two validations
        for one in samples_of(drawn):
            evaluator.process(data_samples=[one])
        evaluator.evaluate(len(drawn))
    assert len(said) == len(set(said))
    assert sum("AP and AR leave out" in text for text in said) == 1
    limit = f"{len(drawn)} images; limit of AP and AR: 1 predictions of a class in an image"
    assert said_each_time == [limit, limit]


def test_ids_as_text(drawn, write_coco):
    """The data set hands on what stands in the file."""
    path = write_coco(drawn)[0]
    expected = evaluate(path, samples_of(drawn))
    content = json.loads(path.read_text())
    for image in content["images"]:
        image["id"] = str(image["id"])
    path.write_text(json.dumps(content))
    samples = [sample(str(n), p, s) for n, (_, p, s, _) in enumerate(drawn, start=1)]
    assert evaluate(path, samples) == pytest.approx(expected, nan_ok=True)


def test_two_processes(drawn, write_coco, tmp_path):
    ann_file = write_coco(drawn)[0]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    samples = samples_of(drawn)
    torch.multiprocessing.spawn(evaluate_in_process, (port, tmp_path, samples), nprocs=2)
    expected = evaluate(ann_file, samples)
    for rank in range(2):
        figures = json.loads((tmp_path / f"{rank}.json").read_text())
        assert figures == pytest.approx(expected, nan_ok=True)
