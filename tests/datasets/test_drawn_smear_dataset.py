"""Smears that are drawn as they are asked for."""

import numpy as np
import pytest
from mmdet.registry import DATASETS
from torch.utils.data import DataLoader

from mmcsam.synthesis.marrow.smear import draw_numbered_smear

PIPELINE = [
    {"type": "mmdet.LoadImageFromNDArray"},
    {"type": "LoadAnnotations", "with_bbox": True, "with_mask": True},
    {"type": "PackDetInputs"},
]


def build(**settings):
    plain = {"type": "DrawnSmearDataset", "images": 6, "size": (128, 96), "pipeline": PIPELINE}
    return DATASETS.build({**plain, **settings})


def test_items_are_the_drawn_cells():
    data = build(seed=3)
    assert len(data) == 6
    for index in range(6):
        smear = draw_numbered_smear(3, index, (128, 96), 1.4)
        item = data[index]
        picture = item["inputs"].permute(1, 2, 0).numpy()
        np.testing.assert_array_equal(picture[..., ::-1], smear.image)
        cells = item["data_samples"].gt_instances
        assert cells.labels.tolist() == smear.labels
        assert [int(mask.sum()) for mask in cells.masks.masks] == [
            int((mask.crop > 0).sum()) for mask in smear.masks
        ]
        boxes = [[x, y, x + w, y + h] for x, y, w, h in (mask.bbox for mask in smear.masks)]
        assert cells.bboxes.tensor.tolist() == boxes


def test_plasma_cells_alone():
    both, alone = build(), build(metainfo={"classes": ("plasma cell",)})
    for index in range(6):
        labels = both[index]["data_samples"].gt_instances.labels
        found = alone[index]["data_samples"].gt_instances.labels
        assert found.tolist() == [0] * int((labels == 0).sum())


def test_processes_draw_the_same():
    def inputs(workers):
        loader = DataLoader(build(), num_workers=workers, collate_fn=lambda items: items[0])
        return [item["inputs"].numpy() for item in loader]

    for here, there in zip(inputs(0), inputs(2), strict=True):
        np.testing.assert_array_equal(here, there)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"images": 0}, "images is 0, expected 1 or more"),
        ({"metainfo": {"classes": ("cell",)}}, r"classes \['cell'\] are not drawn"),
    ],
)
def test_refused(settings, words):
    with pytest.raises(ValueError, match=words):
        build(**settings)
