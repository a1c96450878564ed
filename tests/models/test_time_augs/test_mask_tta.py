import copy
import json
import subprocess
import sys

import cv2
import numpy as np
import pytest
import torch
from mmcv.transforms import Compose
from mmdet.registry import MODELS
from mmdet.structures import DetDataSample
from mmdet.structures.bbox import bbox_flip
from mmengine.config import Config
from mmengine.structures import InstanceData
from repository import ROOT
from torch import nn

from mmcsam.models.test_time_augs.mask_tta import MaskTTAModel
from mmcsam.structures.rle import decode_crop, encode_masks

TOOLS = ROOT / "tools"
HEIGHT, WIDTH = 20, 30
FLIPS = {
    None: lambda array: array,
    "horizontal": lambda array: array[:, ::-1],
    "vertical": lambda array: array[::-1],
    "diagonal": lambda array: array[::-1, ::-1],
}


class Detector(nn.Module):
    def test_step(self, data):
        raise NotImplementedError


@pytest.fixture
def tta():
    return lambda **tta_cfg: MaskTTAModel(module=Detector(), tta_cfg=tta_cfg)


def rectangle(left, top, right, bottom):
    mask = np.zeros((HEIGHT, WIDTH), bool)
    mask[top:bottom, left:right] = True
    return mask


def box_of(mask):
    rows, columns = np.nonzero(mask)
    if not len(rows):
        return [0.0] * 4
    return [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]


def view(flip, *instances, form="tensor"):
    """What a detector finds in a flipped image; instances as (mask, score, label), unflipped."""
    masks = [FLIPS[flip](mask).copy() for mask, _, _ in instances]
    found = InstanceData(
        bboxes=torch.tensor(np.array([box_of(m) for m in masks]), dtype=torch.float32).view(-1, 4),
        scores=torch.tensor([score for _, score, _ in instances]),
        labels=torch.tensor([label for _, _, label in instances], dtype=torch.long),
    )
    stack = np.array(masks, bool).reshape(-1, HEIGHT, WIDTH)
    found.masks = encode_masks(stack) if form == "rle" else torch.from_numpy(stack)
    sample = DetDataSample(
        metainfo={"ori_shape": (HEIGHT, WIDTH), "flip": flip is not None, "flip_direction": flip}
    )
    sample.pred_instances = found
    return sample


def dense(instances):
    if isinstance(instances.masks, torch.Tensor):
        return instances.masks.numpy()
    masks = np.zeros((len(instances.masks), HEIGHT, WIDTH), bool)
    for mask, rle in zip(masks, instances.masks, strict=True):
        crop, left, top = decode_crop(rle)
        mask[top : top + crop.shape[0], left : left + crop.shape[1]] = crop
    return masks


@pytest.mark.parametrize("form", ["tensor", "rle"])
def test_views_of_one_object(tta, form):
    mask = rectangle(2, 3, 12, 8)
    mask[3, 2] = False  # tells every flip from the others
    views = [view(flip, (mask, 0.8, 0), form=form) for flip in FLIPS]
    (sample,) = tta().merge_preds([views])
    merged = sample.pred_instances
    np.testing.assert_array_equal(dense(merged), mask[None])
    assert merged.bboxes.tolist() == [[2, 3, 12, 8]]
    assert merged.scores.tolist() == pytest.approx([0.8])
    assert merged.labels.tolist() == [0]
    assert isinstance(merged.masks, list if form == "rle" else torch.Tensor)


@pytest.mark.parametrize("form", ["tensor", "rle"])
def test_by_hand(tta, form):
    # Columns 0-10, 2-12 and 2-10 with scores 0.9, 0.6 and 0.5: sum 2.0, a pixel needs more than 1.
    # Columns 0-2 have 0.9, 2-10 all of 2.0, 10-12 have 0.6: columns 2-10 remain.
    views = [
        view(None, (rectangle(0, 0, 10, 10), 0.9, 0), form=form),
        view("horizontal", (rectangle(2, 0, 12, 10), 0.6, 0), form=form),
        view("vertical", (rectangle(2, 0, 10, 10), 0.5, 0), form=form),
        view("diagonal", form=form),
    ]
    merged = tta()._merge_single_sample(views).pred_instances
    np.testing.assert_array_equal(dense(merged), rectangle(2, 0, 10, 10)[None])
    assert merged.scores.tolist() == pytest.approx([2.0 / 4])
    # x1: (0.9 * 0 + 0.6 * 2 + 0.5 * 2) / 2; x2: (0.9 * 10 + 0.6 * 12 + 0.5 * 10) / 2
    assert merged.bboxes[0].tolist() == pytest.approx([1.1, 0, 10.6, 10])


def test_an_object_of_all_views_beats_one_of_a_single_view(tta):
    often, once = rectangle(0, 0, 10, 10), rectangle(15, 5, 25, 15)
    views = [view(None, (once, 0.9, 0), (often, 0.5, 0)), view("vertical", (often, 0.6, 0))]
    merged = tta()._merge_single_sample(views).pred_instances
    assert merged.scores.tolist() == pytest.approx([0.55, 0.45])
    np.testing.assert_array_equal(dense(merged), [often, once])


def test_what_stays_apart(tta):
    mask = rectangle(0, 0, 10, 10)
    half = rectangle(0, 0, 10, 5)  # IoU 0.5, which is not above 0.5
    views = [
        view(None, (mask, 0.9, 0), (mask, 0.8, 0)),  # one view: two objects
        view("vertical", (mask, 0.7, 1), (half, 0.6, 0)),
    ]
    assert len(tta()._merge_single_sample(copy.deepcopy(views)).pred_instances) == 4
    merged = tta(iou_threshold=0.4)._merge_single_sample(copy.deepcopy(views)).pred_instances
    assert merged.scores.tolist() == pytest.approx([0.75, 0.4, 0.35])
    merged = tta(max_per_img=1)._merge_single_sample(views).pred_instances
    assert merged.scores.tolist() == pytest.approx([0.45])


def test_joins_the_group_of_the_largest_overlap(tta):
    views = [
        view(None, (rectangle(0, 0, 10, 10), 0.9, 0), (rectangle(2, 0, 12, 10), 0.8, 0)),
        view("vertical", (rectangle(2, 0, 11, 10), 0.4, 0)),
    ]
    merged = tta()._merge_single_sample(views).pred_instances
    assert merged.scores.tolist() == pytest.approx([0.6, 0.45])
    assert merged.bboxes[0].tolist() == pytest.approx([2, 0, (12 * 0.8 + 11 * 0.4) / 1.2, 10])


@pytest.mark.parametrize("form", ["tensor", "rle"])
def test_nothing_found_and_empty_masks(tta, form):
    views = [view(flip, form=form) for flip in FLIPS]
    merged = tta()._merge_single_sample(views).pred_instances
    assert (len(merged), len(merged.masks), merged.bboxes.shape) == (0, 0, (0, 4))
    nothing = np.zeros((HEIGHT, WIDTH), bool)
    views = [view(flip, (nothing, 0.5, 0), form=form) for flip in FLIPS]
    views[0].pred_instances.scores[0] = 0
    merged = tta()._merge_single_sample(views).pred_instances
    assert merged.scores.tolist() == [0.125] * 3
    assert not dense(merged).any()


def test_a_view_without_detections_does_not_make_whole_masks(tta):
    mask = rectangle(2, 3, 12, 8)
    views = [view(None), view("vertical", (mask, 0.8, 0), form="rle")]
    merged = tta()._merge_single_sample(views).pred_instances
    assert merged.masks == encode_masks(mask[None])


def test_bad_settings(tta):
    with pytest.raises(ValueError, match="takes iou_threshold and max_per_img, got {'nms'"):
        tta(nms={"type": "nms"})
    with pytest.raises(ValueError, match="iou_threshold=1"):
        tta(iou_threshold=1)


def test_bad_samples(tta):
    sample = view(None, (rectangle(0, 0, 5, 5), 0.9, 0))
    unflagged = DetDataSample(metainfo={"ori_shape": (HEIGHT, WIDTH)})
    unflagged.pred_instances = sample.pred_instances
    with pytest.raises(ValueError, match="add 'flip' and 'flip_direction'"):
        tta()._merge_single_sample([unflagged])
    del sample.pred_instances.masks
    with pytest.raises(ValueError, match="use DetTTAModel"):
        tta()._merge_single_sample([sample])


def test_base_config():
    cfg = Config.fromfile(ROOT / "configs/_base_/mask_tta.py")
    assert cfg.tta_model.type == "MaskTTAModel"
    views = cfg.tta_pipeline[1].transforms[1]
    assert [v.get("direction") for v in views] == list(FLIPS)


def test_base_config_joins_the_others(tmp_path):
    configs = ROOT / "configs"
    leaf = tmp_path / "leaf.py"
    leaf.write_text(f"_base_ = ['{configs}/csam_r50_segpc.py', '{configs}/_base_/mask_tta.py']\n")
    assert Config.fromfile(leaf).tta_model.tta_cfg.iou_threshold == 0.5


@pytest.mark.parametrize("form", ["tensor", "rle"])
def test_scales_and_flips_of_a_pipeline(tmp_path, detector_cfg, form):
    """Views of the config's pipeline at two scales: each comes back to the frame of the file."""
    detector_cfg.test_cfg.rcnn.mask_format = form
    model = MaskTTAModel(module=MODELS.build(detector_cfg).eval())
    cfg = Config.fromfile(ROOT / "configs/_base_/mask_tta.py")
    resize, flips, pad, pack = cfg.tta_pipeline[1].transforms
    scales = [{**resize[0], "scale_factor": factor} for factor in (1.0, 1.5)]
    pad[0].size = (256, 192)
    views = {"type": "TestTimeAug", "transforms": [scales, flips, pad, pack]}
    cv2.imwrite(str(tmp_path / "cell.png"), np.full((96, 128, 3), 120, np.uint8))
    data = Compose([cfg.tta_pipeline[0], views])({"img_path": str(tmp_path / "cell.png")})
    shapes = {tuple(view.shape[1:]) for view in data["inputs"]}
    assert (len(data["inputs"]), shapes) == (8, {(192, 256)})
    assert {sample.scale_factor[0] for sample in data["data_samples"]} == {1.0, 1.5}

    box = torch.tensor([[20.0, 10, 60, 50]])

    def find(image, samples, rescale=True):
        """Find a box of the file wherever the view shows it, and make its mask."""
        (sample,) = samples
        seen = box.clone()
        if sample.flip:
            seen = bbox_flip(seen, sample.ori_shape, sample.flip_direction)
        seen = seen * sample.scale_factor[0]
        found = InstanceData(bboxes=seen, scores=torch.ones(1), labels=torch.zeros(1).long())
        head = model.module.roi_head
        logits = torch.full((1, 1, 16, 16), 5.0)
        (found,) = head.mask_head.predict_by_feat(
            (logits,), [found], [sample.metainfo], head.test_cfg, rescale=True
        )
        sample.pred_instances = found
        return samples

    model.module.predict = find
    with torch.no_grad():
        (sample,) = model.test_step({key: [[one] for one in data[key]] for key in data})
    assert sample.pred_instances.bboxes[0].tolist() == pytest.approx(box[0].tolist())
    expected = np.zeros((1, 96, 128), bool)
    expected[0, 10:50, 20:60] = True
    expected[0, [10, 10, 49, 49], [20, 59, 20, 59]] = False  # pasting fades at a mask's corners
    masks = sample.pred_instances.masks
    if form == "rle":
        assert masks == encode_masks(expected)
    else:
        np.testing.assert_array_equal(masks.numpy(), expected)


@pytest.mark.parametrize("form", ["tensor", "rle"])
def test_through_the_runner(tmp_path, detector_cfg, form):
    """tools/test.py --tta on two images, with a small detector of random weights."""
    detector_cfg.test_cfg.rcnn.mask_format = form
    checkpoint, config = tmp_path / "weights.pth", tmp_path / "config.py"
    model = MODELS.build(copy.deepcopy(detector_cfg))
    torch.save({"state_dict": model.state_dict(), "meta": {}}, checkpoint)
    write_coco(tmp_path)
    config.write_text(f"model = {detector_cfg.to_dict()!r}\n" + SETTINGS.format(root=tmp_path))
    command = [sys.executable, str(TOOLS / "test.py"), str(config), str(checkpoint), "--tta"]
    result = subprocess.run(
        [*command, "--work-dir", str(tmp_path / "out")], capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr
    assert "coco/segm_mAP: " in result.stdout + result.stderr
    assert "mIoU: " in result.stdout + result.stderr


def write_coco(root):
    images, annotations = [], []
    for index in range(2):
        image = np.random.default_rng(index).integers(0, 256, (96, 128, 3), dtype=np.uint8)
        cv2.imwrite(str(root / f"{index}.png"), image)
        mask = np.zeros((1, 96, 128), bool)
        mask[0, 10:60, 20:70] = True
        images.append({"id": index, "file_name": f"{index}.png", "width": 128, "height": 96})
        annotations.append(
            {
                "id": index + 1,
                "image_id": index,
                "category_id": 1,
                "bbox": [20, 10, 50, 50],
                "area": 2500,
                "iscrowd": 0,
                "segmentation": encode_masks(mask)[0],
            }
        )
    document = {
        "images": images,
        "annotations": annotations,
        "categories": [{"id": 1, "name": "cell"}],
    }
    (root / "coco.json").write_text(json.dumps(document))


SETTINGS = """
custom_imports = dict(imports=["mmcsam"], allow_failed_imports=False)
default_scope = "mmdet"
test_dataloader = dict(
    batch_size=2,
    num_workers=0,
    dataset=dict(
        type="CocoDataset",
        metainfo=dict(classes=("cell",)),
        ann_file="{root}/coco.json",
        data_prefix=dict(img="{root}"),
        test_mode=True,
        pipeline=[
            dict(type="LoadImageFromFile"),
            dict(type="Resize", scale=(160, 120), keep_ratio=True),
            dict(type="PackDetInputs"),
        ],
    ),
)
test_cfg = dict(type="TestLoop")
test_evaluator = [
    dict(type="CocoMetric", ann_file="{root}/coco.json", metric="segm"),
    dict(type="MergedMaskIoUMetric", ann_file="{root}/coco.json", score_thr=0.0),
]
"""
