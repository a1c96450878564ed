"""Folders of images with folders of masks beside them."""

from converted_coco import found
from lab_layouts import pairs

from mmcsam.converters.masks.folders import FolderPair, find_folder_pairs
from mmcsam.converters.masks.layout import find_layout
from mmcsam.converters.masks.sample import MaskSample


def test_a_sample_of_several_or_no_images(touch):
    src = touch("s1/images/s1.png", "s1/masks/2.png", "s1/masks/3.png", "s2/masks/1.png")
    touch("s3/images/a.png", "s3/images/b.png", "s3/masks/a.png")
    layout = find_layout(src, "instance-files")
    assert found(layout) == [("s3", "the sample has 2 images"), ("s2", "the sample has 0 images")]


def test_images_beside_a_folder_of_masks(touch):
    src = touch("a.png", "b.png", "masks/a.png", "masks/b.png")
    assert pairs(find_layout(src)) == {"a.png": ["masks/a.png"], "b.png": ["masks/b.png"]}
    src = touch("x/images/a.png", "x/images/b.png", "x/images/masks/a.png") / "x"
    assert pairs(find_layout(src)) == {"images/a.png": ["images/masks/a.png"], "images/b.png": None}


def test_cellposes_files_beside_images_are_no_images(touch):
    src = touch("images/a.png", "images/b.png", "images/a_seg.npy", "images/a_flows.tif")
    touch("masks/a.png", "masks/b.png")
    layout = find_layout(src)
    assert list(pairs(layout)) == ["images/a.png", "images/b.png"]
    assert layout.notes == [
        "2 by-products of Cellpose were ignored (first: images/a_flows.tif)",
    ]


def find(src):
    byproducts = []
    found, rest = find_folder_pairs(src, [], byproducts)
    return found, {folder.relative_to(src).as_posix(): len(rest[folder]) for folder in rest}


def relative(items, src):
    return [(place, path.relative_to(src).as_posix()) for place, path in items]


def test_places_are_folders_within_the_folder_of_images(touch):
    src = touch("a/images/10.png", "a/images/9.png", "a/images/s/1.png", "a/Labels/s/1.tif")
    (pair,), rest = find(src)
    assert pair.folder == src / "a"
    assert relative(pair.images, src) == [
        ("", "a/images/9.png"),
        ("", "a/images/10.png"),
        ("s", "a/images/s/1.png"),
    ]
    assert relative(pair.masks, src) == [("s", "a/Labels/s/1.tif")]
    assert (pair.has_mask_folder, rest) == (True, {})


def test_several_folders_of_masks_are_one(touch):
    src = touch("images/a.png", "images/b.png", "gt/a.png", "masks/b.png")
    (pair,), _ = find(src)
    assert relative(pair.masks, src) == [("", "gt/a.png"), ("", "masks/b.png")]


def test_a_folder_alone_needs_a_pair_elsewhere(touch):
    src = touch("a/images/1.png", "a/x.png", "b/masks/2.png")
    assert find(src) == ([], {"a": 1, "a/images": 1, "b/masks": 1})
    touch("c/images/3.png", "c/masks/3.png")
    found_now, rest = find(src)
    assert [
        (pair.folder.name, len(pair.images), len(pair.masks), pair.has_mask_folder)
        for pair in found_now
    ] == [("c", 1, 1, True), ("a", 1, 0, False), ("b", 0, 1, True)]
    assert rest == {"a": 1}


def test_byproducts_are_neither_images_nor_masks(touch):
    src = touch("images/1.png", "images/1_flows.tif", "images/1_seg.npy", "masks/1.png")
    byproducts = []
    ((pair,), _) = find_folder_pairs(src, [], byproducts)
    assert [path.name for path in byproducts] == ["1_flows.tif", "1_seg.npy"]
    assert relative(pair.images, src) == [("", "images/1.png")]


def pair_in(src, images, masks=(), has_mask_folder=True):
    return FolderPair(
        src / "s",
        [("", src / f"s/images/{name}") for name in images],
        [("", src / f"s/masks/{name}") for name in masks],
        has_mask_folder,
    )


def test_one_file_an_instance(tmp_path):
    problems = []
    pair = pair_in(tmp_path, ["s.png"], ["1.png", "2.png"])
    assert pair.as_instance_files(tmp_path, problems) == [
        MaskSample(
            tmp_path / "s/images/s.png", (tmp_path / "s/masks/1.png", tmp_path / "s/masks/2.png")
        )
    ]
    assert problems == []


def test_an_empty_folder_of_masks_says_that_there_are_no_cells(tmp_path):
    image = tmp_path / "s/images/s.png"
    empty, absent = (pair_in(tmp_path, ["s.png"], (), has) for has in (True, False))
    assert empty.as_instance_files(tmp_path, []) == [MaskSample(image, ())]
    assert absent.as_instance_files(tmp_path, []) == [MaskSample(image, None)]


def test_two_images_of_one_sample(tmp_path):
    problems = []
    pair = pair_in(tmp_path, ["a.png", "b.png"], ["1.png"])
    assert pair.as_instance_files(tmp_path, problems) == []
    assert str(problems[0]) == (
        "s: the sample has 2 images; expected one image in images/ and one file an instance in "
        "masks/. Give each image a folder of its own, or use --form label-folders if each mask "
        "file holds all instances of an image."
    )


def test_names_that_match(tmp_path):
    assert pair_in(tmp_path, ["a.png"], ["1.png", "a_mask.png"]).matches_by_name(tmp_path)
    assert not pair_in(tmp_path, ["a.png"], ["1.png", "b.png"]).matches_by_name(tmp_path)
    assert not pair_in(tmp_path, ["a.png"]).matches_by_name(tmp_path)


def test_label_images(tmp_path):
    problems = []
    pair = pair_in(tmp_path, ["a.png", "b.png"], ["b.tif", "c.tif"])
    assert pair.as_label_images(tmp_path, problems) == [
        MaskSample(tmp_path / "s/images/a.png", None),
        MaskSample(tmp_path / "s/images/b.png", (tmp_path / "s/masks/b.tif",)),
    ]
    assert [problem.file for problem in problems] == ["s/masks/c.tif"]
