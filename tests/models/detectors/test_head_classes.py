from mmdet.models.roi_heads.bbox_heads import Shared2FCBBoxHead
from mmdet.models.roi_heads.mask_heads import FCNMaskHead, MaskIoUHead, MaskPointHead
from torch import nn

from mmcsam.models.detectors.head_classes import head_classes


def test_heads_of_every_kind_by_name():
    """In lists too; other modules count no classes."""
    roi_head = nn.Module()
    small = {"in_channels": 2, "fc_out_channels": 2, "roi_feat_size": 1}
    roi_head.bbox_head = nn.ModuleList(Shared2FCBBoxHead(num_classes=n, **small) for n in (1, 2))
    roi_head.mask_head = FCNMaskHead(in_channels=2, conv_out_channels=2, num_classes=3)
    roi_head.point_head = MaskPointHead(num_classes=4, num_fcs=1, in_channels=2, fc_channels=2)
    roi_head.mask_iou_head = MaskIoUHead(
        num_classes=5, roi_feat_size=2, in_channels=2, conv_out_channels=2, fc_out_channels=2
    )
    roi_head.neck = nn.Linear(2, 2)
    roi_head.neck.num_classes = 6
    assert head_classes(roi_head) == {
        "bbox_head.0": 1,
        "bbox_head.1": 2,
        "mask_head": 3,
        "point_head": 4,
        "mask_iou_head": 5,
    }


def test_no_heads():
    assert head_classes(nn.Sequential(nn.Linear(2, 2))) == {}
