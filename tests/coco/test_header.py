"""Images and categories, as COCO has them, as others write them, and unusable."""

import pytest

from mmcsam.coco.header import listed, read_header

IMAGE = {"id": 7, "file_name": "a.png", "width": 6, "height": 4}
CATEGORY = {"id": 3, "name": "cell"}
COCO = {"images": [IMAGE], "categories": [CATEGORY]}


def read(**changes):
    return read_header({**COCO, **changes}, [])


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({}, None),
        ({"id": "7"}, "1 ids of the images are no whole numbers; they are read as such"),
        ({"id": 7.0}, "1 ids of the images are no whole numbers; they are read as such"),
        ({"width": "6", "height": 4.0}, None),
    ],
)
def test_images_of_other_types(changes, note):
    data = read(images=[{**IMAGE, **changes}])
    (image,) = data.images
    assert (image.id, image.width, image.height) == (7, 6, 4)
    assert [type(value) for value in (image.id, image.width, image.height)] == [int] * 3
    assert data.notes == ([] if note is None else [note])


def test_images_as_an_object():
    data = read(images={"7": IMAGE, "8": {**IMAGE, "id": 8, "file_name": "b.png"}})
    assert [image.id for image in data.images] == [7, 8]
    assert data.notes[0].startswith("the images are an object by id")


def test_ids_may_be_text():
    assert read(images=[{**IMAGE, "id": "a1"}, {**IMAGE, "id": "b"}]).images[1].id == "b"


def test_a_class_that_is_listed_twice():
    """As Roboflow does: once as the super-category."""
    data = read(categories=[{"id": 0, "name": "cell", "supercategory": "none"}, CATEGORY])
    assert data.categories == ("cell",)
    assert data.names == {0: "cell", 3: "cell"}
    assert data.notes == [
        "the class cell is listed 2 times, with the ids 0, 3; they count as one class"
    ]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"images": {}}, "no list of images"),
        ({"images": None}, "no list of images"),
        ({"images": ["a.png"]}, "1 of 1 images is no object but 'a.png'"),
        ({"images": [{**IMAGE, "width": "six"}]}, r"a.png: width and height are \('six', 4\)"),
        ({"images": [{**IMAGE, "height": 0}]}, r"a.png: width and height are \(6, 0\)"),
        ({"images": [{**IMAGE, "height": float("nan")}]}, r"a.png: width and height are \(6, nan"),
        ({"images": [{**IMAGE, "height": 10**400}]}, "a.png: width and height are "),
        ({"images": [{"id": 1, "file_name": "a"}]}, r"a: width and height are \(None, None\)"),
        (
            {"images": [{**IMAGE, "width": 70000, "height": 70000}]},
            "a.png: 70000x70000 pixels; COCO's run lengths end at 2.32 pixels; cut the image",
        ),
        ({"images": [{**IMAGE, "file_name": 5}]}, "1 of 1 images has the file_name 5; expected"),
        ({"images": [{**IMAGE, "file_name": ""}]}, "1 of 1 images has the file_name ''; expected"),
        (
            {"images": [{**IMAGE, "file_name": "\ud800.png"}]},
            "expected text that a name can be",
        ),
        (
            {"images": [{**IMAGE, "file_name": "a\0.png"}]},
            "expected text that a name can be",
        ),
        ({"categories": [{"id": 3, "name": "ce\ud800"}]}, "expected text that can be shown"),
        ({"categories": [{"id": 3, "name": "ce\nll"}]}, "expected text that can be shown"),
        ({"images": [{**IMAGE, "id": [7]}]}, r"1 of 1 images has the id \[7\]; expected a number"),
        ({"images": [{**IMAGE, "id": True}]}, "1 of 1 images has the id True; expected a number"),
        ({"images": [IMAGE, {**IMAGE, "id": "b"}]}, "some images' ids are numbers and some text"),
        ({"images": [IMAGE, {**IMAGE, "id": "7"}]}, "some images have the same id, 7"),
        ({"categories": [CATEGORY, {**CATEGORY, "name": "b"}]}, "some categories have the same id"),
        ({"categories": [{"id": 3}]}, "1 of 1 categories has the name None; expected text"),
        ({"categories": [{"name": "cell"}]}, "1 of 1 categories has no 'id'"),
        ({"categories": [{"id": 3, "name": ["cell"]}]}, r"has the name \['cell'\]; expected text"),
        ({"categories": [CATEGORY, {"id": 4, "name": False}]}, "2 of 2 .* name False; expected"),
    ],
)
def test_what_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        read(**changes)


def test_listed():
    notes = []
    assert listed([1, {}], "things", notes) == [1, {}]
    assert listed({"a": {"b": 1}}, "things", notes) == [{"b": 1}]
    assert len(notes) == 1
    for content in ({}, {"a": 5}, "ab", None):
        with pytest.raises(ValueError, match="no list of things; give a COCO file that has one"):
            listed(content, "things", [])
