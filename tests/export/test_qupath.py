"""GeoJSON for QuPath."""

import json

import numpy as np
from exported_masks import MASKS, filled, full, objects
from shapely.geometry import shape

from mmcsam.export.qupath import qupath_feature, write_qupath_objects


def test_qupath(exported):
    out, _ = exported
    collection = json.loads((out / "qupath/a/1.geojson").read_text())
    assert collection["type"] == "FeatureCollection"
    kinds = [feature["geometry"]["type"] for feature in collection["features"]]
    assert kinds == ["Polygon", "Polygon", "MultiPolygon", "Polygon"]
    for feature, mask in zip(collection["features"], MASKS.values(), strict=True):
        assert feature["type"] == "Feature"
        geometry = shape(feature["geometry"])
        assert geometry.is_valid
        assert geometry.area == mask.sum()
        np.testing.assert_array_equal(filled(geometry), mask > 0)
    assert collection["features"][1]["properties"] == {
        "objectType": "annotation",
        "classification": {"name": "dead/dying"},
        "measurements": {"label": 2},
    }
    assert len(collection["features"][1]["geometry"]["coordinates"]) == 3
    first = collection["features"][0]["geometry"]["coordinates"]
    assert first == [[[2, 3], [12, 3], [12, 9], [2, 9], [2, 3]]]
    empty = json.loads((out / "qupath/b/1.geojson").read_text())
    assert empty == {"type": "FeatureCollection", "features": []}


def test_a_feature():
    [item] = objects(full((39, 29, 40, 30)), scores=[0.25])
    assert qupath_feature(item, "detection") == {
        "type": "Feature",
        "geometry": {
            "type": "Polygon",
            "coordinates": [[[39, 29], [40, 29], [40, 30], [39, 30], [39, 29]]],
        },
        "properties": {
            "objectType": "detection",
            "classification": {"name": "cell"},
            "measurements": {"label": 1, "score": 0.25},
        },
    }


def test_a_file_is_utf_8_and_ends_where_the_objects_do(tmp_path):
    path = tmp_path / "1.geojson"
    write_qupath_objects(path, objects(MASKS["plain"], MASKS["holed"], MASKS["parts"]), "detection")
    collection = json.loads(path.read_text(encoding="utf-8"))
    assert [f["properties"]["measurements"]["label"] for f in collection["features"]] == [1, 2, 3]
    for feature, name in zip(collection["features"], ("plain", "holed", "parts"), strict=True):
        assert shape(feature["geometry"]).area == MASKS[name].sum()
