"""Only masks that MMDetection trains on count."""

from mmcsam.check.trained_masks import trained_masks


def test_crowds_other_classes_and_damaged_masks_are_left_out(sample):
    good = sample.annotation(1, 1)
    others = [
        sample.annotation(2, 1, iscrowd=1),
        sample.annotation(3, 1, category_id=2),
        sample.annotation(4, 1, area=0),
        sample.annotation(5, 1, segmentation={"size": [36, 40], "counts": "?"}),
    ]
    assert trained_masks(sample.images[0], [*others, good], frozenset({1})) == [
        good["segmentation"]
    ]
