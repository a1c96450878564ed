"""The form of a lab's masks, found by the names of files and folders."""

import pytest
from converted_coco import found
from lab_layouts import pairs

from mmcsam.converters.masks.layout import find_layout


def test_instance_files(touch):
    src = touch("s1/images/s1.png", "s1/masks/2.png", "s1/masks/10.png", "s2/images/s2.png")
    (src / "s2/masks").mkdir()
    touch("s3/images/s3.png")
    layout = find_layout(src)
    assert layout.form == "instance-files"
    assert pairs(layout) == {
        "s1/images/s1.png": ["s1/masks/2.png", "s1/masks/10.png"],
        "s2/images/s2.png": [],
        "s3/images/s3.png": None,
    }


def test_one_instance_each_under_the_images_name_goes_with_the_others(touch):
    src = touch("a/images/a.png", "a/masks/a.png", "b/images/b.png", "b/masks/x.png")
    assert find_layout(src).form == "instance-files"
    assert pairs(find_layout(src))["a/images/a.png"] == ["a/masks/a.png"]


@pytest.mark.parametrize("images", ["images", "image", "Images", "imgs"])
@pytest.mark.parametrize("masks", ["masks", "labels", "GT", "ground_truth"])
def test_label_folders(touch, images, masks):
    src = touch(f"{images}/a.png", f"{images}/b.png", f"{masks}/a.tif", f"{masks}/b_mask.png")
    layout = find_layout(src)
    assert layout.form == "label-folders"
    assert pairs(layout) == {
        f"{images}/a.png": [f"{masks}/a.tif"],
        f"{images}/b.png": [f"{masks}/b_mask.png"],
    }


def test_label_folders_with_splits_inside_or_outside(touch):
    src = touch("images/train/a.png", "images/val/a.png", "masks/train/a.png", "masks/val/a.png")
    assert pairs(find_layout(src)) == {
        "images/train/a.png": ["masks/train/a.png"],
        "images/val/a.png": ["masks/val/a.png"],
    }
    src = touch("more/train/images/a.png", "more/train/labels/a.png") / "more"
    assert pairs(find_layout(src)) == {"train/images/a.png": ["train/labels/a.png"]}


def test_label_suffixes(touch):
    src = touch("a.png", "a_masks.png", "d/001_img.tif", "d/001_masks.tif", "d/2.png", "2_GT.png")
    touch("a_seg.npy", "a_flows.tif", "a_cp_outlines.png", "d/.hidden.png", "d/notes.txt")
    layout = find_layout(src)
    assert layout.form == "label-suffixes"
    assert pairs(layout) == {
        "a.png": ["a_masks.png"],
        "d/001_img.tif": ["d/001_masks.tif"],
        "d/2.png": None,
    }
    assert found(layout) == [("2_GT.png", "the mask has no image")]
    assert layout.notes == [
        "2 by-products of Cellpose were ignored (first: a_cp_outlines.png)",
    ]


def test_suffixes_in_a_folder_called_images(touch):
    src = touch("images/a.png", "images/a_mask.png")
    assert pairs(find_layout(src)) == {"images/a.png": ["images/a_mask.png"]}


def test_two_forms_are_an_error_that_names_both(touch):
    src = touch("p/images/a.png", "p/images/b.png", "p/masks/a.png", "q/c.png", "q/c_mask.png")
    with pytest.raises(ValueError, match=r"label-folders \(.*\) in p; label-suffixes \(.*\) in q"):
        find_layout(src)
    assert list(pairs(find_layout(src, "label-suffixes"))) == [
        "p/images/a.png",
        "p/images/b.png",
        "p/masks/a.png",
        "q/c.png",
    ]
    assert pairs(find_layout(src, "label-folders")) == {
        "p/images/a.png": ["p/masks/a.png"],
        "p/images/b.png": None,
    }


def test_nothing_found(touch, tmp_path):
    src = touch("a.png", "b.png", "c.tif")
    with pytest.raises(
        FileNotFoundError, match=r"(?s)no image with a mask.*label-suffixes.*2 \.png"
    ):
        find_layout(src)
    with pytest.raises(FileNotFoundError, match="no such folder"):
        find_layout(tmp_path / "absent")
    with pytest.raises(NotADirectoryError, match=": no folder, expected "):
        find_layout(src / "a.png")
    with pytest.raises(ValueError, match="form must be one of instance-files, .*, got 'dsb'"):
        find_layout(src, "dsb")


def test_flat_instance_files(touch):
    src = touch("images/a.png", "images/b.png", "masks/a_1.png", "masks/a_2.png", "masks/c_1.png")
    layout = find_layout(src)
    assert layout.form == "instance-names"
    assert pairs(layout) == {
        "images/a.png": ["masks/a_1.png", "masks/a_2.png"],
        "images/b.png": None,
    }
    assert found(layout) == [("masks/c_1.png", "the mask has no image")]


def test_places_come_before_folders_of_images_names(touch):
    """masks/train is a split, unless an image is called so."""
    src = touch(
        "images/train/a.png", "images/train/b.png", "masks/train/a.png", "masks/train/b.png"
    )
    assert find_layout(src).form == "label-folders"
    src = touch("x/images/a.png", "x/images/b.png", "x/masks/a/1.png", "x/masks/a/c.png") / "x"
    layout = find_layout(src)
    assert layout.form == "instance-names"
    assert pairs(layout) == {
        "images/a.png": ["masks/a/1.png", "masks/a/c.png"],
        "images/b.png": None,
    }


def test_numbered_masks_beside_images_are_no_images(touch):
    src = touch("a.png", "a_mask.png", "a_mask_1.png", "b.png", "b-label (2).tif", "c_gt_3.png")
    layout = find_layout(src, "instance-names")
    assert pairs(layout) == {"a.png": ["a_mask.png", "a_mask_1.png"], "b.png": ["b-label (2).tif"]}
    assert found(layout) == [("c_gt_3.png", "the mask has no image")]


def test_given_names_take_the_place_of_common_ones(touch):
    src = touch(
        "raw/a.png", "raw/b.png", "truth/a.png", "truth/b.png", "masks/a.png", "masks/b.png"
    )
    layout = find_layout(src, None, ["raw"], ["truth"])
    assert pairs(layout) == {"raw/a.png": ["truth/a.png"], "raw/b.png": ["truth/b.png"]}
    with pytest.raises(
        FileNotFoundError, match="or folders named by --image-folders and --mask-fo"
    ):
        find_layout(src, None, ["absent"], ["masks"])
