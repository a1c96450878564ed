"""Which models can be exported."""

import pytest
from mmdet.models.roi_heads import PISARoIHead

from mmcsam.deployment.exportable import require_exportable


def test_ours_can(detector):
    require_exportable(detector, "a.mmcsam")


@pytest.mark.parametrize(
    ("path", "value", "found"),
    [
        ("roi_head.mask_head", object(), "its roi_head.mask_head is object, expected FCNMaskHead"),
        ("roi_head.bbox_head", None, "its roi_head.bbox_head is NoneType"),
        ("guide", object(), "its guide is object, expected UNetGuide"),
        ("neck", object(), None),  # whatever can be traced
    ],
)
def test_other_parts_are_named(detector, path, value, found):
    *parents, name = path.split(".")
    owner = detector
    for parent in parents:
        owner = getattr(owner, parent)
    owner._modules.pop(name)
    object.__setattr__(owner, name, value)
    if found is None:
        return require_exportable(detector, "a.mmcsam")
    with pytest.raises(ValueError, match=rf"a\.mmcsam: cannot be exported, {found}"):
        require_exportable(detector, "a.mmcsam")


def test_a_class_that_inherits_is_another(detector):
    detector.roi_head.__class__ = PISARoIHead
    with pytest.raises(ValueError, match="its roi_head is PISARoIHead, expected StandardRoIHead"):
        require_exportable(detector, "a.mmcsam")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda d: setattr(d.roi_head.mask_roi_extractor.roi_layers[1], "pool_mode", "max"), "max"),
        (lambda d: d.roi_head.test_cfg.nms.update(type="soft_nms"), "rcnn.nms is soft_nms"),
        (lambda d: setattr(d.rpn_head, "use_sigmoid_cls", False), "a head's loss"),
    ],
)
def test_other_settings_are_named(detector, change, found):
    change(detector)
    with pytest.raises(ValueError, match=found):
        require_exportable(detector, "a.mmcsam")
