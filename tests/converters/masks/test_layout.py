import pytest

from mmcsam.converters.masks.layout import find_layout
from mmcsam.converters.masks.splits import assign_splits
from mmcsam.images.lab_file_names import without_image_suffix, without_mask_suffix


@pytest.fixture
def touch(tmp_path):
    """Return a function that makes empty files: the layout is found by names alone."""

    def make(*names):
        for name in names:
            path = tmp_path / "src" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        return tmp_path / "src"

    return make


def pairs(layout):
    name = layout.src
    return {
        sample.image.relative_to(name).as_posix(): None
        if sample.masks is None
        else [path.relative_to(name).as_posix() for path in sample.masks]
        for sample in layout.samples
    }


def found(layout):
    return [(problem.file, problem.found) for problem in layout.problems]


@pytest.mark.parametrize(
    ("stem", "rest"),
    [
        ("a_mask", "a"),
        ("a_masks", "a"),
        ("a_cp_masks", "a"),
        ("a-label", "a"),
        ("a.labels", "a"),
        ("a GT", "a"),
        ("a_b_seg", "a_b"),
        ("a_instances", "a"),
        ("a", None),
        ("amask", None),
        ("mask", None),
        ("_mask", None),
        ("a_mask_1", None),
    ],
)
def test_mask_suffixes(stem, rest):
    assert without_mask_suffix(stem) == rest


def test_image_suffixes():
    stems = ["001_img", "001-image", "001_raw", "001"]
    assert {without_image_suffix(stem) for stem in stems} == {"001"}


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


def test_a_sample_of_several_or_no_images(touch):
    src = touch("s1/images/s1.png", "s1/masks/2.png", "s1/masks/3.png", "s2/masks/1.png")
    touch("s3/images/a.png", "s3/images/b.png", "s3/masks/a.png")
    layout = find_layout(src, "instance-files")
    assert found(layout) == [("s3", "the sample has 2 images"), ("s2", "the sample has 0 images")]


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


def test_images_beside_a_folder_of_masks(touch):
    src = touch("a.png", "b.png", "masks/a.png", "masks/b.png")
    assert pairs(find_layout(src)) == {"a.png": ["masks/a.png"], "b.png": ["masks/b.png"]}
    src = touch("x/images/a.png", "x/images/b.png", "x/images/masks/a.png") / "x"
    assert pairs(find_layout(src)) == {"images/a.png": ["images/masks/a.png"], "images/b.png": None}


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


def test_cellposes_files_beside_images_are_no_images(touch):
    src = touch("images/a.png", "images/b.png", "images/a_seg.npy", "images/a_flows.tif")
    touch("masks/a.png", "masks/b.png")
    layout = find_layout(src)
    assert list(pairs(layout)) == ["images/a.png", "images/b.png"]
    assert layout.notes == [
        "2 by-products of Cellpose were ignored (first: images/a_flows.tif)",
    ]


def test_suffixes_in_a_folder_called_images(touch):
    src = touch("images/a.png", "images/a_mask.png")
    assert pairs(find_layout(src)) == {"images/a.png": ["images/a_mask.png"]}


def test_odd_files(touch):
    src = touch("images/a.png", "images/b.png", "images/b.tif", "images/c.png", "images/d.png")
    touch("masks/a.png", "masks/b.png", "masks/c.png", "masks/c_mask.tif", "masks/e.png", "x.png")
    layout = find_layout(src)
    assert pairs(layout) == {"images/a.png": ["masks/a.png"], "images/d.png": None}
    assert found(layout) == [
        ("masks/e.png", "the mask has no image"),
        ("images/b.png", "there are 2 images of one name, with images/b.tif"),
        ("masks/c.png", "there are 2 masks for images/c.png, with masks/c_mask.tif"),
    ]
    assert layout.notes == [
        "1 files beside the folders of images and masks were ignored (first: x.png)"
    ]


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
    with pytest.raises(FileNotFoundError, match="does not exist"):
        find_layout(tmp_path / "absent")
    with pytest.raises(NotADirectoryError, match="is not a folder"):
        find_layout(src / "a.png")
    with pytest.raises(ValueError, match="form must be one of instance-files, .*, got 'dsb'"):
        find_layout(src, "dsb")


def test_flat_instance_files_say_what_was_expected(touch):
    src = touch("images/a.png", "images/b.png", "masks/a_1.png", "masks/a_2.png")
    with pytest.raises(FileNotFoundError, match="masks/a_1.png: the mask has no image"):
        find_layout(src)


def labelled(touch, *images):
    return touch(*images, *(image.replace("images", "masks") for image in images))


def names(splits):
    return {split: [sample.image.stem for sample in splits[split]] for split in splits}


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
