"""The Runner's config builds, and scales images as the model's test does."""

from mmdet.registry import DATASETS
from mmengine.registry import init_default_scope

from mmcsam.fine_tuning.recipe import Recipe
from mmcsam.fine_tuning.runner_config import runner_config
from mmcsam.inference.model.packed_model import read_card


def config(data, held_back, scale=1.0):
    card = read_card(data / "old.mmcsam")
    card.pipeline[0]["scale_factor"] = scale
    return runner_config(
        card,
        card.model,
        Recipe(iterations=12),
        data / "coco.json",
        held_back,
        data,
        ("disc",),
        data / "start.pth",
        data / "work",
        seed=3,
    )


def test_images_are_scaled_as_in_the_models_test(data):
    init_default_scope("mmdet")
    cfg = config(data, data / "coco.json", scale=2.0)
    train = DATASETS.build(cfg.train_dataloader.dataset)[0]
    test = DATASETS.build(cfg.val_dataloader.dataset)[0]
    assert sorted(train["inputs"].shape[1:]) == [128, 192]
    assert tuple(test["inputs"].shape[1:]) == (128, 192)
    assert len(train["data_samples"].gt_instances) == 3


def test_without_held_back_images_there_is_no_validation(data):
    assert "val_dataloader" not in config(data, None)
    cfg = config(data, data / "coco.json")
    assert cfg.train_cfg.val_interval == 2
    assert cfg.custom_hooks[0].patience == 3
