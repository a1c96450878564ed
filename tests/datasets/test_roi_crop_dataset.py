import cv2
import numpy as np
import pytest
import torch
from boxed_cells import CORNER, FIRST, HEIGHT, SECOND, WIDTH
from mmdet.registry import TRANSFORMS
from mmengine.runner import Runner
from pycocotools import mask as mask_api

from mmcsam.ops.crop_rois import crop_rois


@pytest.fixture
def widest(monkeypatch):
    """Draw the upper end of every range."""
    monkeypatch.setattr(np.random, "uniform", lambda _low, high, size: np.full(size, high))


def by_hand(image, roi, size):
    """Crop as the detector does, from the whole image."""
    tensor = torch.from_numpy(image.transpose(2, 0, 1).astype(np.float32))[None]
    crop = crop_rois(tensor, torch.tensor([[0.0, *roi]]), size)
    return crop[0].numpy().transpose(1, 2, 0)


def test_one_item_a_cell(dataset, tmp_path):
    cells = dataset()
    assert len(cells) == 3
    assert [item["img_id"] for item in cells] == [1, 1, 2]
    item = cells[0]
    assert item["img"].shape == (30, 30, 3)
    assert item["img"].dtype == np.uint8
    assert item["gt_seg_map"].shape == (30, 30)
    assert item["gt_seg_map"].dtype == np.uint8
    assert item["img_path"] == str(tmp_path / "x/1.bmp")
    assert item["img_shape"] == item["ori_shape"] == (30, 30)
    assert [tuple(item["roi"]) for item in cells] == [FIRST, SECOND, CORNER]


def test_target_is_the_primary_cell_alone(dataset, widest):
    """The box with its margin of 5 pixels is 30 pixels wide, at 30 pixels a crop."""
    first, second, _ = dataset(max_margin=0.25)
    assert first["roi"] == [15, 15, 45, 45]
    assert second["roi"] == [35, 15, 65, 45]
    target = np.zeros((30, 30), np.uint8)
    target[5:25, 5:25] = 1
    # Columns 25 to 29 of the first crop show the second cell, and the other way round.
    target[5:25, 25:] = 2
    assert np.array_equal(first["gt_seg_map"], target)
    assert np.array_equal(second["gt_seg_map"], target[:, ::-1])


def test_crop_is_the_detectors(dataset, tmp_path):
    image = cv2.imread(str(tmp_path / "x/1.bmp"))
    cells = dataset(max_margin=0.25, jitter=0.05)
    for _ in range(10):
        item = cells[0]
        assert np.abs(item["img"] - by_hand(image, item["roi"], 30)).max() < 1


@pytest.mark.parametrize(
    ("image_scale", "factor"),
    [((40, 30), 0.5), ((30, 40), 0.5), ((120, 45), 0.75), ((160, 90), 1.5)],
)
def test_crop_is_the_detectors_behind_a_resize(dataset, tmp_path, image_scale, factor):
    """MMDetection's Resize keeps the aspect: it fits the longest and the shortest side."""
    resize = TRANSFORMS.build({"type": "Resize", "scale": image_scale, "keep_ratio": True})
    resized = resize({"img": cv2.imread(str(tmp_path / "x/1.bmp"))})
    assert resized["img_shape"] == (HEIGHT * factor, WIDTH * factor)
    cells = dataset(max_margin=0.25, jitter=0.05, image_scale=image_scale)
    for _ in range(10):
        item = cells[0]
        expected = by_hand(resized["img"], np.array(item["roi"]) * factor, 30)
        assert np.abs(item["img"] - expected).max() < 1


@pytest.mark.parametrize("image_scale", [None, (40, 30), (120, 45)])
@pytest.mark.parametrize("reach", [(0.25, 0.05), (0.0, 0.0), (2.0, 0.5)])
def test_crops_from_memory_are_the_same(dataset, tmp_path, image_scale, reach):
    settings = {"max_margin": reach[0], "jitter": reach[1], "image_scale": image_scale}
    plain = dataset(**settings)
    expected = [[plain.crop(i, np.random.default_rng((i, k))) for i in range(3)] for k in range(20)]
    cached = dataset(cache=True, **settings)
    for path in (tmp_path / "x").iterdir():
        path.unlink()  # nothing is read any more
    for k, cells in enumerate(expected):
        for i, item in enumerate(cells):
            again = cached.crop(i, np.random.default_rng((i, k)))
            assert again["roi"] == item["roi"]
            assert again["ann_id"] == item["ann_id"]
            np.testing.assert_array_equal(again["img"], item["img"])
            np.testing.assert_array_equal(again["gt_seg_map"], item["gt_seg_map"])


def test_missing_image_is_found_before_the_training(dataset, tmp_path):
    (tmp_path / "x/1.bmp").unlink()
    with pytest.raises(FileNotFoundError, match=r"x/1\.bmp: cannot be read as an image"):
        dataset(cache=True)


def test_image_scale_keeps_the_frame(dataset, widest):
    """The RoI is told in pixels of the file whatever the scale; the target stays the same."""
    whole = dataset(max_margin=0.25)[0]
    half = dataset(max_margin=0.25, image_scale=(40, 30))[0]
    assert half["roi"] == whole["roi"]
    assert np.array_equal(half["gt_seg_map"], whole["gt_seg_map"])


@pytest.mark.parametrize(("jitter", "lowest", "highest"), [(0.0, 0.0, 0.25), (0.05, -0.05, 0.30)])
def test_margins(dataset, jitter, lowest, highest):
    cells = dataset(max_margin=0.25, jitter=jitter, crop_size=2)
    rois = np.array([cells[0]["roi"] for _ in range(200)])
    outwards = (rois - FIRST) * [-1, -1, 1, 1] / 20
    assert outwards.min() >= lowest
    assert outwards.max() <= highest
    # Each side has a draw of its own, over the whole range.
    assert (outwards.min(axis=0) < lowest + 0.06).all()
    assert (outwards.max(axis=0) > highest - 0.06).all()
    assert np.abs(np.corrcoef(outwards.T) - np.eye(4)).max() < 0.3


def test_a_seed_repeats_the_margins(dataset):
    cells = dataset(max_margin=0.25, jitter=0.05)
    first = cells[0]
    np.random.seed(0)
    again = cells[0]
    assert again["roi"] == first["roi"]
    assert np.array_equal(again["img"], first["img"])
    assert cells[0]["roi"] != first["roi"]


def test_clipped_to_the_image(dataset, widest, tmp_path):
    corner = dataset(max_margin=0.25, jitter=0.05)[2]
    assert corner["roi"] == pytest.approx([68, 0, 80, 15.6])
    expected = by_hand(cv2.imread(str(tmp_path / "x/2.bmp")), corner["roi"], 30)
    assert np.abs(corner["img"] - expected).max() < 1
    rows, columns = np.nonzero(corner["gt_seg_map"])
    assert (rows.min(), columns.max()) == (0, 29)  # the cell touches the upper and right side


def test_flips_keep_crop_and_target_together(dataset):
    plain = dataset()[2]
    flip = {"type": "RandomFlip", "prob": 1.0, "direction": "horizontal"}
    flipped = dataset(pipeline=[flip])[2]
    assert np.array_equal(flipped["img"], plain["img"][:, ::-1])
    assert np.array_equal(flipped["gt_seg_map"], plain["gt_seg_map"][:, ::-1])


def test_in_a_loader(dataset):
    """As in a config: packed for RoISegmentor."""
    cells = dataset(crop_size=16, pipeline=[{"type": "PackDetInputs", "meta_keys": ("roi",)}])
    loader = Runner.build_dataloader(
        {
            "dataset": cells,
            "batch_size": 3,
            "num_workers": 0,
            "sampler": {"type": "DefaultSampler", "shuffle": False},
        }
    )
    batch = next(iter(loader))
    assert [image.shape for image in batch["inputs"]] == [(3, 16, 16)] * 3
    for sample, roi in zip(batch["data_samples"], (FIRST, SECOND, CORNER), strict=True):
        assert tuple(sample.roi) == roi
        assert torch.equal(sample.gt_sem_seg.sem_seg, torch.ones(1, 16, 16, dtype=torch.uint8))


def test_absolute_paths(coco, dataset, tmp_path):
    cells = dataset(
        ann_file=str(tmp_path / "cells.json"),
        data_root="",
        data_prefix={"img_path": str(tmp_path)},
    )
    assert cells[0]["img_path"] == str(tmp_path / "x/1.bmp")


def test_missing_image(dataset, tmp_path):
    cells = dataset()
    (tmp_path / "x/1.bmp").unlink()
    with pytest.raises(FileNotFoundError, match=r"x/1\.bmp: cannot be read as an image"):
        cells[0]


def test_polygons(coco, dataset):
    """They are masks too; the box is the mask's, whatever the file says."""
    coco["annotations"][1]["segmentation"] = [[1, 1, 6, 1, 6, 4, 1, 4]]
    cells = dataset(max_margin=0.0)
    assert cells[1]["roi"] == [1, 1, 6, 4]


def test_empty_mask(coco, dataset):
    empty = mask_api.encode(np.zeros((HEIGHT, WIDTH), np.uint8, order="F"))
    coco["annotations"][1]["segmentation"] = {**empty, "counts": empty["counts"].decode()}
    with pytest.raises(
        ValueError, match=r"cells\.json: annotation 2 of x/1\.bmp has an empty mask"
    ):
        dataset()


def test_no_cell(coco, dataset):
    coco["annotations"].clear()
    with pytest.raises(ValueError, match=r"cells\.json: no cell to crop"):
        dataset()


def test_mask_of_another_size(coco, dataset, tmp_path):
    small = np.zeros((HEIGHT // 2, WIDTH, 3), np.uint8)
    cv2.imwrite(str(tmp_path / "x/1.bmp"), small)
    with pytest.raises(ValueError, match=r"x/1\.bmp has .* rows and columns, its masks have"):
        dataset()[0]


def test_validation_crops_stay_the_same(dataset):
    training, validation = dataset(max_margin=0.25), dataset(max_margin=0.25, test_mode=True)
    assert training[0]["roi"] != training[0]["roi"]
    assert validation[0]["roi"] == validation[0]["roi"] != list(FIRST)


def test_one_class(coco, dataset):
    coco["categories"].append({"id": 2, "name": "nucleus"})
    coco["annotations"][1]["category_id"] = 2
    assert len(dataset()) == 3
    assert [cell["ann_id"] for cell in dataset(category="cell")] == [1, 3]
    with pytest.raises(ValueError, match="no class 'yeast'; it has cell, nucleus"):
        dataset(category="yeast")


def test_crowds_are_no_cells(coco, dataset):
    coco["annotations"][1]["iscrowd"] = 1
    assert [cell["ann_id"] for cell in dataset()] == [1, 3]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"crop_size": 0}, "crop_size is 0, expected 1 pixel or more"),
        ({"crop_size": -1}, "crop_size is -1"),
        ({"image_scale": (0, 9)}, "image_scale is"),
        ({"max_margin": -0.1}, "max_margin is -0.1, expected a share of 0 or more"),
        ({"jitter": float("nan")}, "jitter is nan"),
        ({"jitter": float("inf")}, "jitter is inf"),
    ],
)
def test_numbers_out_of_range(dataset, arguments, message):
    with pytest.raises(ValueError, match=message):
        dataset(**arguments)
