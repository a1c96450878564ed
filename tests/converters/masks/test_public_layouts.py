"""Small trees as public data sets have them; docs/your-own-data.md lists their commands."""

import unicodedata

import cv2
import numpy as np
import pytest
from converted_coco import load
from disc_labels import SHAPE, discs
from lab_masks import convert

LABELS = discs()
COUNT = int(LABELS.max())
GREY = np.random.default_rng(0).integers(0, 255, SHAPE, np.uint8)
DEEP = LABELS.astype(np.uint16)


def dsb2018(lab):
    for name in ("0a7e", "0b2e"):
        lab.write(f"stage1_train/{name}/images/{name}.png", np.dstack([GREY] * 3))
        for number in range(1, COUNT + 1):
            mask = np.where(number == LABELS, 255, 0).astype(np.uint8)
            lab.write(f"stage1_train/{name}/masks/{number}d3c.png", mask)


def cell_tracking_challenge(lab):
    for sequence in ("01", "02"):
        for frame in range(3):
            lab.write(f"{sequence}/t00{frame}.tif", GREY)
            lab.write(f"{sequence}_GT/TRA/man_track00{frame}.tif", DEEP)
        lab.write(f"{sequence}_GT/SEG/man_seg001.tif", DEEP)
        lab.write(f"{sequence}_ST/SEG/man_seg001.tif", DEEP)


def nuinsseg(lab):
    for organ in ("human bladder", "mouse heart"):
        name = organ.replace(" ", "_") + "_01"
        lab.write(f"{organ}/tissue images/{name}.png", np.dstack([GREY] * 3))
        lab.write(f"{organ}/label masks/{name}.tif", LABELS.astype(np.int32) // 2)
        lab.write(f"{organ}/label masks modify/{name}.tif", LABELS.astype(np.int32))
        lab.write(f"{organ}/mask binary/{name}.png", np.where(LABELS, 255, 0).astype(np.uint8))
        lab.write(f"{organ}/distance maps/{name}.png", LABELS)


def nnunet(lab):
    for name in ("c_001", "c_002"):
        lab.write(f"Dataset001_Cells/imagesTr/{name}_0000.png", GREY)
        lab.write(f"Dataset001_Cells/labelsTr/{name}.png", LABELS)
    lab.write("Dataset001_Cells/imagesTs/c_003_0000.png", GREY)


def bbbc039(lab):
    """Red tells touching nuclei apart, by three values."""
    well = "IXMtest_A02_s1_w1051DAA7C-7042-435F-99F0-1E847D9B42CB"
    for name in (well, well.replace("A02", "A03")):
        lab.write(f"images/{name}.tif", GREY)
        red = np.where(LABELS, 1 + LABELS % 3, 0).astype(np.uint8)
        opaque = np.full_like(red, 255)
        lab.write(f"masks/{name}.png", cv2.merge([red * 0, red * 0, red, opaque]))


def cellpose(lab):
    for name in ("000", "001"):
        lab.write(f"train/{name}_img.png", GREY)
        lab.write(f"train/{name}_masks.png", DEEP)


def stardist(lab):
    for name in ("a", "b"):
        lab.write(f"dsb2018/train/images/{name}.tif", GREY)
        lab.write(f"dsb2018/train/masks/{name}.tif", DEEP)


def neurips(lab):
    for name in ("cell_00001", "cell_00002"):
        lab.write(f"Training-labeled/images/{name}.png", GREY)
        lab.write(f"Training-labeled/labels/{name}_label.tiff", DEEP)


def flat_instance_files(lab):
    for name in ("s (1)", "s (2)"):
        lab.write(f"images/{name}.png", GREY)
        for number in range(1, COUNT + 1):
            lab.write(f"masks/{name}_{number}.png", (number == LABELS).astype(np.uint8))


def a_folder_an_image(lab):
    for name in ("s1", "\u00e9"):
        lab.write(f"images/{name}.png", GREY)
        folder = unicodedata.normalize("NFD", name)
        for number in range(1, COUNT + 1):
            mask = np.where(number == LABELS, 255, 0).astype(np.uint8)
            lab.write(f"masks/{folder}/{number}.png", mask)


def files_beside(lab):
    for name in ("a", "a_1"):
        lab.write(f"{name}.jpg", GREY)
        for number in range(COUNT):
            suffix = f"_mask_{number}" if number else "_mask"
            lab.write(
                f"{name}{suffix}.png", np.where(number + 1 == LABELS, 255, 0).astype(np.uint8)
            )


def cellpose_of_ome_tiff(lab):
    for name in ("f0", "f1"):
        lab.write(f"images/{name}.ome.tif", GREY)
        lab.write(f"masks/{name}_cp_masks.tif", DEEP)


def accents(lab):
    for name in ("Körper", "é"):
        lab.write(f"images/{unicodedata.normalize('NFC', name)}.png", GREY)
        lab.write(f"masks/{unicodedata.normalize('NFD', name)}.png", LABELS)


def given_names(lab):
    for name in ("a", "b"):
        lab.write(f"data/raw/{name}.png", GREY)
        lab.write(f"data/annotation/{name}.png", LABELS)


FORMS = {
    dsb2018: ("instance-files", {}),
    cell_tracking_challenge: ("label-folders", {}),
    nuinsseg: ("label-folders", {"mask_folders": ["label masks modify"]}),
    nnunet: ("label-folders", {}),
    bbbc039: ("label-folders", {"components": True}),
    cellpose: ("label-suffixes", {}),
    stardist: ("label-folders", {}),
    neurips: ("label-folders", {}),
    flat_instance_files: ("instance-names", {}),
    a_folder_an_image: ("instance-names", {}),
    files_beside: ("instance-names", {}),
    cellpose_of_ome_tiff: ("label-folders", {}),
    accents: ("label-folders", {}),
    given_names: ("label-folders", {"image_folders": ["raw"], "mask_folders": ["annotation"]}),
}


@pytest.mark.parametrize("layout", FORMS)
def test_every_cell_of_both_images(lab, out, layout):
    layout(lab)
    form, options = FORMS[layout]
    report = convert(lab, out, **options)
    assert report.notes[0].startswith(f"form: {form}, ")
    assert report.problems == []
    assert report.counts["train"].images == 2
    areas = np.bincount(LABELS.ravel())[1:]
    for image in (1, 2):
        found = [a["area"] for a in load(out)["annotations"] if a["image_id"] == image]
        assert sorted(found) == sorted(areas.tolist())


def test_label_masks_are_found_without_their_name(lab, out):
    for name in ("a", "b"):
        lab.write(f"mouse liver/tissue images/{name}.png", GREY)
        lab.write(f"mouse liver/label masks/{name}.tif", LABELS.astype(np.int32))
    assert convert(lab, out).counts["train"].instances == {"cell": 2 * COUNT}


def test_frames_without_truth_are_noted(lab, out):
    cell_tracking_challenge(lab)
    notes = convert(lab, out).notes
    assert (
        "2 of 3 images of the sequence lab/01 have no mask and are left out (first: 01/t000.tif)"
        in notes
    )
    assert any(note.startswith("8 files beside the folders of images and") for note in notes)


def test_silver_truth_where_there_is_no_gold(lab, out):
    lab.write("01/t000.tif", GREY)
    lab.write("01_ST/SEG/man_seg000.tif", DEEP)
    assert convert(lab, out).counts["train"].instances == {"cell": COUNT}


def test_nnunets_test_images_are_a_split(lab, out):
    nnunet(lab)
    report = convert(lab, out)
    assert load(out, "test")["images"][0]["file_name"] == "Dataset001_Cells/imagesTs/c_003_0000.png"
    assert "the test split has no masks: 1 images without annotations" in report.notes


def test_nnunets_channels_are_not_chosen_in_silence(lab, out):
    nnunet(lab)
    lab.write("Dataset001_Cells/imagesTr/c_001_0001.png", GREY)
    report = convert(lab, out)
    (problem,) = report.problems
    assert problem.file == "Dataset001_Cells/imagesTr/c_001_0000.png"
    assert problem.found.startswith("the image has 2 channels in as many files")
    assert report.counts["train"].images == 1


def test_a_coco_file_needs_no_conversion(lab, out):
    """LIVECell, for one."""
    lab.write("images/livecell_train_val_images/A172_1.tif", GREY)
    lab.write("livecell_coco_train.json", b"{}")
    with pytest.raises(
        FileNotFoundError, match="is COCO, it is ready: python -m mmcsam check .*json"
    ):
        convert(lab, out)
