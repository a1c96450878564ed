"""Cells as a labels layer, as plain data."""

import numpy as np
from exported_masks import HEIGHT, MASKS, WIDTH, full, objects

from mmcsam.napari_plugin.labels_layer import labels_layer


def test_features_are_of_the_masks_themselves():
    """Of two cells that overlap, the pixels go to the higher score; the areas stay."""
    cells = objects(full((0, 0, 10, 10)), full((5, 0, 15, 10)), scores=[0.5, 0.75])
    labels, attributes, kind = labels_layer(cells, (WIDTH, HEIGHT), "a/1.png", ("cell", "other"))
    assert kind == "labels"
    assert labels.shape == (HEIGHT, WIDTH)
    assert np.bincount(labels.ravel()).tolist() == [HEIGHT * WIDTH - 150, 50, 100]
    assert attributes == {
        "name": "a/1.png cells",
        "features": {
            "index": [1, 2],
            "class": ["cell", "cell"],
            "score": [0.5, 0.75],
            "area_px": [100, 100],
        },
        "metadata": {"mmcsam": {"file_name": "a/1.png", "classes": ["cell", "other"]}},
    }


def test_annotations_have_no_column_of_scores():
    _, attributes, _ = labels_layer(objects(*MASKS.values()), (WIDTH, HEIGHT), "1", ("cell",))
    assert list(attributes["features"]) == ["index", "class", "area_px"]
    assert attributes["features"]["area_px"] == [int(mask.sum()) for mask in MASKS.values()]


def test_no_cells():
    labels, attributes, _ = labels_layer([], (4, 3), "1", ("cell",))
    assert labels.shape == (3, 4)
    assert not labels.any()
    assert attributes["features"] == {"index": [], "class": [], "area_px": []}
