"""A limit that is reached is logged."""

from types import SimpleNamespace

import pytest
import torch
from mmdet.registry import HOOKS
from mmdet.structures import DetDataSample
from mmengine.structures import InstanceData


def found(count, lowest):
    scores = torch.linspace(1, lowest, count) if count > 1 else torch.full((count,), lowest)
    return DetDataSample(pred_instances=InstanceData(scores=scores))


@pytest.fixture
def runner():
    said = []
    logger = SimpleNamespace(warning=lambda text, *words: said.append(text % words))
    return SimpleNamespace(logger=logger, said=said)


@pytest.mark.parametrize("kind", ["test", "val"])
def test_images_at_the_limit_are_counted(kind, runner):
    hook = HOOKS.build({"type": "DetectionLimitHook", "limit": 3})
    for batch in ([found(3, 0.25), found(2, 0.9)], [found(4, 0.75), found(0, 0)]):
        getattr(hook, f"after_{kind}_iter")(runner, 0, None, batch)
    getattr(hook, f"after_{kind}_epoch")(runner, {})
    assert runner.said == [
        "in 2 of 4 images the detector returned 3 objects, its limit, down to a score of 0.75: "
        "there may be more; raise max_per_img and nms_pre of model.test_cfg"
    ]
    getattr(hook, f"after_{kind}_epoch")(runner, {})  # counts begin anew
    assert len(runner.said) == 1


def test_nothing_is_said_below_it(runner):
    hook = HOOKS.build({"type": "DetectionLimitHook", "limit": 3})
    hook.after_test_iter(runner, 0, None, [found(2, 0.5), DetDataSample()])
    hook.after_test_iter(runner, 1)
    hook.after_test_epoch(runner)
    assert runner.said == []
