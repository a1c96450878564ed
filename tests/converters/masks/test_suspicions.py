"""Masks that look like another kind than was taken for granted."""

import numpy as np
import pytest
from lab_masks import IMAGE, convert, labels, semantic

from mmcsam.converters.masks.image import MasksImage
from mmcsam.converters.masks.suspicions import check_kind


@pytest.mark.parametrize("value", [1, 255])
def test_semantic_masks_are_refused(lab, out, value):
    lab.pair("a", semantic(value))
    lab.pair("b", np.zeros((16, 24), np.uint8))
    message = "look semantic.*the one of images/a.png's mask is in 2 .*Give --components"
    with pytest.raises(ValueError, match=message):
        convert(lab, out)
    assert not out.exists()


def test_one_cell_an_image_is_no_semantic_mask(lab, out):
    one = np.zeros((16, 24), np.uint8)
    one[2:5, 2:9] = 255
    lab.pair("a", one)
    report = convert(lab, out)
    assert report.counts["train"].instances == {"cell": 1}


def test_a_scattered_label_among_label_images_is_noted(lab, out):
    lab.pair("a", semantic())
    lab.pair("b")
    report = convert(lab, out)
    assert (
        "images/a.png: its label image has the value 255 only, in 2 separate places: one "
        "instance; is this mask semantic?"
    ) in report.notes
    assert any(note.startswith("2 of 3 labels are in several") for note in report.notes)
    assert report.counts["train"].instances == {"cell": 3}


def test_components_larger_than_most_are_counted(lab, out):
    mask = np.zeros((16, 24), np.uint8)
    mask[0:3, 0:20:4] = mask[0:3, 1:20:4] = 255  # five of 6 pixels
    mask[5:12, 0:20] = 255
    mask[14, 23] = 0
    lab.pair("a", mask)
    (note,) = [note for note in convert(lab, out, components=True).notes if "median" in note]
    assert "6 connected components" in note
    assert "area 6: 1 are larger" in note


def test_label_images_under_other_names_are_no_instance_files(lab, out):
    for name in ("s1", "s2"):
        lab.write(f"{name}/images/{name}.png", IMAGE)
        lab.write(f"{name}/masks/labels.png", labels())
    with pytest.raises(ValueError, match=r"several values above 0 \(first: s1/masks/labels.png\)"):
        convert(lab, out)
    report = convert(lab, out, form="instance-files")
    assert report.counts["train"].instances == {"cell": 2}
    assert any(note.startswith("2 instance files have several values") for note in report.notes)


def image(**fields):
    return MasksImage({"file_name": fields.pop("name", "a.png")}, **fields)


def test_nothing_is_suspicious():
    assert check_kind([], form_given=False) == []
    plain = [image(labels=[1, 2]), image(labels=[5], parts=1), image(labels=[])]
    assert check_kind(plain, form_given=False) == []


def test_class_numbers_instead_of_labels_are_noted():
    """Three of five labels are in several places; two of four are only counted."""
    few = image(labels=[1, 2, 3, 4], apart=[2, 3])
    assert check_kind([few], form_given=False) == [
        "2 of 4 labels are in several separate places (first: the 2 of a.png's mask), each kept as "
        "one instance; --components makes each place one"
    ]
    (note,) = check_kind([few, image(labels=[1], parts=2, apart=[1])], False)[1:]
    assert note == (
        "3 of 5 labels are in several separate places; are the values class numbers, the same for "
        "many cells?"
    )


def test_grey_levels_instead_of_labels_are_refused():
    """Cells of 254 and of 255, say: four of five labels are in several places."""
    levels = image(labels=[254, 255], apart=[254, 255])
    images = [levels, levels, image(labels=[254])]
    message = r"4 of 5 labels are .* \(first: the 254 of a.png's mask\): .*--components.*--form if"
    with pytest.raises(ValueError, match=message):
        check_kind(images, form_given=False)
    assert len(check_kind(images, form_given=True)) == 1


def test_a_value_to_be_ignored():
    images = [image(), image(void=("masks/b.png", 255)), image(void=("masks/c.png", 255))]
    message = "255 is in several places of masks/b.png .*as in 2 masks.*--ignore 255 .*--ignore alo"
    with pytest.raises(ValueError, match=message):
        check_kind(images, form_given=True)


def test_what_was_cut_and_ignored():
    images = [image(cuts=[("a", 128)], ignored=3), image(cuts=[("b", 100)], coloured=True)]
    images.append(image(ignored=4))
    assert check_kind(images, form_given=False) == [
        "2 masks have blurred edges and were cut half-way: pixels of 128 or more count as the "
        "upper value (first: a)",
        "the masks of 1 images have colours: each colour is taken as a value of its own, 0xRRGGBB",
        "7 pixels were to be ignored and belong to no cell",
    ]


def test_the_semantic_error_names_the_first():
    images = [image(labels=[1], parts=1), image(labels=[9], parts=3, name="b.png")]
    with pytest.raises(ValueError, match="the one of b.png's mask is in 3 separate places"):
        check_kind(images, form_given=True)


def test_components_by_their_areas():
    """The median of 1, 9, 20, 40 and 41 is 20: one is above 40, one below 2."""
    (note,) = check_kind([image(areas=[1, 41]), image(areas=[20, 9, 40])], form_given=False)
    assert note == (
        "5 connected components (8 neighbours) became instances, of median area 20: 1 are larger "
        "than twice the median and may be touching cells in one, 1 are smaller than a tenth and "
        "may be specks"
    )


def test_instance_files_of_several_values():
    annotations = [{}, {}]
    every = image(annotations=annotations, mixed=["a/1.png", "a/2.png"])
    with pytest.raises(ValueError, match=r"every mask file has several values.*first: a/1\.png"):
        check_kind([every], form_given=False)
    assert check_kind([every], form_given=True) == [
        "2 instance files have several values above 0, all taken as the object (first: a/1.png)"
    ]
    some = image(annotations=annotations, mixed=["a/2.png"])
    assert check_kind([some], form_given=False) == [
        "1 instance files have several values above 0, all taken as the object (first: a/2.png)"
    ]
