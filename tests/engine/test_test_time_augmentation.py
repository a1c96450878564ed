import pytest
from mmengine.config import ConfigDict

from mmcsam.engine.test_time_augmentation import augment_test

STEPS = ["LoadImageFromFile", "Resize", "LoadAnnotations", "mmengine.Pad", "PackDetInputs"]


@pytest.fixture
def config():
    """Return a function that makes a config with a test pipeline of some steps."""

    def make(*steps, **settings):
        pipeline = [step if isinstance(step, dict) else {"type": step} for step in steps]
        loader = {"dataset": {"type": "CocoDataset", "pipeline": pipeline}}
        return ConfigDict(test_dataloader=loader, model={"type": "MaskRCNN"}, **settings)

    return make


def test_flips_come_before_the_padding(config):
    """Else a flipped view would have its padding at the left, and MMDetection knows no offset."""
    cfg = config(*STEPS)
    augment_test(cfg)
    *first, views = cfg.test_dataloader.dataset.pipeline
    assert [step.type for step in first] == STEPS[:3]
    flips, pads, packs = views.transforms
    assert [flip.type for flip in flips] == ["RandomFlip"] * 4
    assert [pad.type for pad in pads] == ["mmengine.Pad"]
    assert [pack.type for pack in packs] == ["PackDetInputs"]


def test_four_views(config):
    """The image as it is, and flipped for certain in each of the ways."""
    cfg = config("LoadImageFromFile", "PackDetInputs")
    augment_test(cfg)
    flips, _ = cfg.test_dataloader.dataset.pipeline[-1].transforms
    assert [(flip.prob, flip.get("direction")) for flip in flips] == [
        (0.0, None),
        (1.0, "horizontal"),
        (1.0, "vertical"),
        (1.0, "diagonal"),
    ]


def test_the_model_merges_the_views(config):
    cfg = config(*STEPS)
    augment_test(cfg)
    assert cfg.model == {"type": "MaskTTAModel", "module": {"type": "MaskRCNN"}}


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (
            None,
            ("img_id", "img_path", "ori_shape", "img_shape", "scale_factor")
            + ("flip", "flip_direction"),
        ),
        (("img_id", "flip"), ("img_id", "flip", "flip_direction")),
    ],
)
def test_what_a_view_is_packed_with_says_how_it_was_flipped(config, keys, expected):
    pack = {"type": "PackDetInputs", **({} if keys is None else {"meta_keys": keys})}
    cfg = config("LoadImageFromFile", pack)
    augment_test(cfg)
    ((packed,),) = cfg.test_dataloader.dataset.pipeline[-1].transforms[1:]
    assert packed.meta_keys == expected


def test_views_of_the_config(config):
    pipeline = [{"type": "LoadImageFromFile"}, {"type": "TestTimeAug", "transforms": []}]
    cfg = config("Mine", tta_pipeline=pipeline, tta_model={"type": "MyTTAModel", "iou_thr": 0.4})
    augment_test(cfg)
    assert cfg.test_dataloader.dataset.pipeline == pipeline
    assert cfg.model == {"type": "MyTTAModel", "iou_thr": 0.4, "module": {"type": "MaskRCNN"}}


def test_a_wrapped_data_set_gets_them(config):
    cfg = config(*STEPS)
    inner = cfg.test_dataloader.dataset
    cfg.test_dataloader.dataset = {"type": "ClassBalancedDataset", "dataset": inner}
    augment_test(cfg)
    assert cfg.test_dataloader.dataset.dataset.pipeline[-1].type == "TestTimeAug"
    assert "pipeline" not in cfg.test_dataloader.dataset


def test_pipeline_of_another_end(config):
    with pytest.raises(ValueError, match="--tta: the test pipeline ends with Mine: set tta_pipe"):
        augment_test(config("LoadImageFromFile", "Mine"))
