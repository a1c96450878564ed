from types import SimpleNamespace

import pytest
from torch import nn

from mmcsam.engine import ClassCountHook
from mmcsam.models import GuideMaskHead


def run_of(classes, num_classes=1):
    model = nn.Module()
    if num_classes:
        model.roi_head = nn.Module()
        model.roi_head.mask_head = GuideMaskHead(num_classes=num_classes)
    metainfo = {} if classes is None else {"classes": classes}
    loader = SimpleNamespace(dataset=SimpleNamespace(metainfo=metainfo))
    return SimpleNamespace(
        model=model, train_dataloader=loader, val_dataloader=loader, test_dataloader=loader
    )


@pytest.mark.parametrize("stage", ["before_train", "before_val", "before_test"])
def test_other_classes(stage):
    check = getattr(ClassCountHook(), stage)
    check(run_of(("cell",)))
    with pytest.raises(ValueError, match=r"have 2 classes \(cell, trap\) .* \(mask_head 1\): set"):
        check(run_of(("cell", "trap")))


@pytest.mark.parametrize(("classes", "num_classes"), [(None, 1), (("background", "cell"), None)])
def test_data_without_classes_and_models_without_heads(classes, num_classes):
    ClassCountHook().before_train(run_of(classes, num_classes))


def test_through_a_wrapper():
    """Test-time augmentation has the detector inside."""
    run = run_of(("cell", "trap"))
    outer = nn.Module()
    outer.module, run.model = run.model, outer
    with pytest.raises(ValueError, match="have 2 classes"):
        ClassCountHook().before_test(run)
