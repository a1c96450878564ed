"""Images for training, validation and test."""

import pytest
from converted_coco import found
from lab_layouts import names

from mmcsam.converters.masks.layout import find_layout
from mmcsam.converters.masks.splits import assign_splits


def labelled(touch, *images):
    return touch(*images, *(image.replace("images", "masks") for image in images))


def test_splits_by_folder(touch):
    src = labelled(touch, "Train/images/10.png", "Train/images/9.png", "valid/images/a.png")
    touch("test/images/t.png", "test/images/u.png")
    layout = find_layout(src)
    splits = assign_splits(layout)
    assert names(splits) == {"train": ["9", "10"], "validation": ["a"], "test": ["t", "u"]}
    assert [sample.masks for sample in splits["test"]] == [(), ()]
    assert "the test split has no masks: 2 images without annotations" in layout.notes
    with pytest.raises(ValueError, match="validation images already; leave out"):
        assign_splits(find_layout(src), 0.5)


def test_the_source_itself_can_be_a_split(touch):
    src = labelled(touch, "test/images/a.png", "test/images/b.png") / "test"
    assert list(assign_splits(find_layout(src))) == ["test"]


def test_some_images_in_no_split(touch):
    src = labelled(touch, "train/images/a.png", "extra/images/b.png", "extra/images/c.png")
    with pytest.raises(ValueError, match=r"2 images are in no split's folder \(first: .*b\.png\)"):
        assign_splits(find_layout(src))


def test_images_without_a_mask(touch):
    src = labelled(touch, "test/images/a.png", "test/images/b.png")
    touch("test/images/c.png")
    layout = find_layout(src)
    assert names(assign_splits(layout)) == {"test": ["a", "b"]}
    assert found(layout) == [("test/images/c.png", "the image has no mask")]
    layout = find_layout(src)
    splits = assign_splits(layout, allow_empty=True)
    assert names(splits) == {"test": ["a", "b", "c"]}
    assert splits["test"][2].masks == ()
    assert found(layout) == []
    assert layout.notes == [
        "test: 1 images have no mask file and count as images without cells "
        "(first: test/images/c.png)"
    ]


def test_validation_share(touch):
    src = labelled(touch, *(f"images/{i}.png" for i in range(10)))
    first = names(assign_splits(find_layout(src), 0.3, seed=4))
    assert first == names(assign_splits(find_layout(src), 0.3, seed=4))
    assert first != names(assign_splits(find_layout(src), 0.3, seed=5))
    assert (len(first["train"]), len(first["validation"])) == (7, 3)
    assert sorted(first["train"] + first["validation"]) == [str(i) for i in range(10)]
    assert len(assign_splits(find_layout(src), 0.001)["validation"]) == 1
    assert len(assign_splits(find_layout(src), 0.999)["train"]) == 1


def test_validation_share_of_one_image(touch):
    src = labelled(touch, "images/a.png")
    with pytest.raises(ValueError, match="needs two training images or more, found 1"):
        assign_splits(find_layout(src), 0.5)
