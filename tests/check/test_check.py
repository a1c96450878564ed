import json
import re
import runpy
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
import tifffile
from PIL import Image
from repository import ROOT

from mmcsam.check.check import check_coco
from mmcsam.check.finding import FindingKind as Kind
from mmcsam.check.finding import Severity
from mmcsam.check.image_header import read_image_header
from mmcsam.structures.rle import encode_crop

WIDTH, HEIGHT = 40, 36
SCRIPT = ROOT / "data_converters" / "check_coco.py"


class Sample:
    """A COCO file of three images with one cell each, all of it fine until a test spoils it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.images = [
            {"id": i, "file_name": f"{i}.png", "width": WIDTH, "height": HEIGHT} for i in (1, 2, 3)
        ]
        self.categories = [{"id": 1, "name": "cell"}]
        self.annotations = [self.annotation(10 * i, i) for i in (1, 2, 3)]
        for image in self.images:
            self.pixels(image["file_name"], np.full((HEIGHT, WIDTH, 3), 120, np.uint8))

    def pixels(self, name: str, pixels: np.ndarray) -> None:
        assert cv2.imwrite(str(self.root / name), pixels)

    def annotation(self, number, image_id, left=4, top=5, width=10, height=8, **fields) -> dict:
        return {
            "id": number,
            "image_id": image_id,
            "category_id": 1,
            "bbox": [left, top, width, height],
            "area": width * height,
            "iscrowd": 0,
            "segmentation": encode_crop(np.ones((height, width)), left, top, (WIDTH, HEIGHT)),
            **fields,
        }

    def write(self, name: str = "coco.json") -> Path:
        path = self.root / name
        coco = {key: getattr(self, key) for key in ("images", "annotations", "categories")}
        path.write_text(json.dumps(coco))
        return path

    def check(self, **arguments):
        return check_coco(self.write(), self.root, workers=1, **arguments)

    def found(self, **arguments) -> list:
        """Return the kinds, and what was found, as text."""
        return [(finding.kind, str(finding)) for finding in self.check(**arguments).findings]


@pytest.fixture
def sample(tmp_path):
    return Sample(tmp_path)


def test_nothing_to_find(sample):
    report = sample.check(classes=["cell"], read_pixels=True)
    assert report.findings == []
    assert (report.images, report.instances, report.trained) == (3, 3, 3)
    assert str(report).endswith(
        "3 images, 3 instances, of which MMDetection trains on 3\n0 errors, 0 warnings, 0 notes"
    )


def test_report_counts_and_shows_the_first_examples(sample):
    for annotation in sample.annotations:
        annotation["area"] = -1
    sample.annotations += [sample.annotation(40, 1, area=0), sample.annotation(50, 1, area=79)]
    text = str(sample.check())
    assert "3 images, 5 instances, of which MMDetection trains on 1\n" in text
    assert "error          4  instances with an area of 0 or less\n" in text
    assert "1.png, annotation 10: area -1\n" in text
    assert "3.png, annotation 30" not in text  # the fourth
    assert "and 1 more\n" in text
    assert text.index("error ") < text.index("warning ")
    assert text.endswith("4 errors, 3 warnings, 0 notes")


@pytest.mark.parametrize(
    ("fields", "kind", "detail"),
    [
        ({"bbox": [4, 5, 10]}, Kind.BAD_ENTRY, "bbox is [4, 5, 10]; expected left, top"),
        ({"bbox": [4, 5, 10, "8"]}, Kind.BAD_ENTRY, "bbox is"),
        ({"bbox": [4, 5, float("nan"), 8]}, Kind.BAD_ENTRY, "bbox is [4, 5, nan, 8]"),
        ({"area": None}, Kind.BAD_ENTRY, "annotation 1 of 3: area is None; expected a number"),
        ({"id": None}, Kind.BAD_ENTRY, "id is None"),
        ({"image_id": 9}, Kind.ORPHAN, "annotation 10: image_id 9"),
        ({"image_id": "1"}, Kind.ORPHAN, "annotation 10: image_id '1'"),
        ({"category_id": 3}, Kind.UNKNOWN_CATEGORY, "annotation 10: category_id 3"),
        ({"category_id": "1"}, Kind.UNKNOWN_CATEGORY, "annotation 10: category_id '1'"),
        ({"ignore": 1}, Kind.IGNORE_FLAG, "1.png, annotation 10"),
        ({"iscrowd": 1}, Kind.CROWD, "1.png, annotation 10"),
        ({"area": 0}, Kind.NO_AREA, "area 0"),
        ({"bbox": [50, 5, 10, 8]}, Kind.BOX_OUTSIDE, "bbox [50, 5, 10, 8]"),
        ({"bbox": [4, 5, 0.5, 8]}, Kind.SMALL_BOX, "bbox [4, 5, 0.5, 8]"),
        ({"segmentation": None}, Kind.NO_MASK, "1.png, annotation 10"),
        ({"segmentation": [[4, 5, 14, 13]]}, Kind.IGNORED_MASK, "1.png, annotation 10"),
        ({"segmentation": {"counts": "0"}}, Kind.IGNORED_MASK, "1.png, annotation 10"),
        ({"segmentation": "0"}, Kind.DAMAGED_MASK, "expected polygons or an RLE, not '0'"),
        ({"segmentation": [4, 5, 14, 5, 14, 13]}, Kind.DAMAGED_MASK, "expected [[x, y, x, y"),
        ({"segmentation": [[4, 5, 14, 5, 1e9, 13]]}, Kind.DAMAGED_MASK, "reaches to 1e+09"),
        (
            {"segmentation": {"size": [HEIGHT, WIDTH], "counts": "52203"}},
            Kind.DAMAGED_MASK,
            "they make 16 pixels, 40x36 are 1440",
        ),
        (
            {"segmentation": {"size": [HEIGHT, WIDTH], "counts": [4, 5]}},
            Kind.DAMAGED_MASK,
            "make 9 pixels of 1440",
        ),
        (
            {"segmentation": {"size": [HEIGHT, WIDTH], "counts": [-1, 1441]}},
            Kind.DAMAGED_MASK,
            "no whole numbers",
        ),
        (
            {"segmentation": {"size": [WIDTH, HEIGHT], "counts": "52203"}},
            Kind.MASK_SIZE,
            "rows and columns [40, 36], its image [36, 40]",
        ),
        (
            {"segmentation": encode_crop(np.zeros((2, 2)), 0, 0, (WIDTH, HEIGHT))},
            Kind.EMPTY_MASK,
            "1.png, annotation 10",
        ),
        ({"area": 70}, Kind.AREA_DISAGREES, "area 70, the mask has 80 pixels"),
        (
            {"bbox": [4, 5, 14, 13]},
            Kind.BOX_DISAGREES,
            "the mask's is [4, 5, 10, 8]; it holds corners instead of width and height",
        ),
        ({"bbox": [6, 5, 8, 8]}, Kind.BOX_DISAGREES, "bbox [6, 5, 8, 8], the mask's is"),
    ],
)
def test_annotations(sample, fields, kind, detail):
    sample.annotations[0].update(fields)
    report = sample.check()
    [finding] = [f for f in report.findings if f.kind not in (Kind.NO_INSTANCES, Kind.NOTHING_LEFT)]
    assert finding.kind is kind
    assert detail in str(finding)
    trained = (Kind.EMPTY_MASK, Kind.AREA_DISAGREES, Kind.BOX_DISAGREES)
    assert report.trained == (3 if kind in trained else 2)


def test_what_boxes_and_areas_may_differ_by(sample):
    """Boxes of another convention by a pixel; polygons, which are filled a little wider."""
    sample.annotations[0]["bbox"] = [4, 5, 9, 7]
    polygon = [4.2, 5.1, 14.0, 5.1, 14.0, 12.9, 4.2, 12.9]
    sample.annotations[1].update(segmentation=[polygon], bbox=[4.2, 5.1, 9.8, 7.8], area=76.4)
    assert sample.found() == []
    sample.annotations[1]["area"] = 50
    assert [kind for kind, _ in sample.found()] == [Kind.AREA_DISAGREES]


def test_a_lost_part(sample):
    polygon = [4, 5, 14, 5, 14, 13, 4, 13]
    sample.annotations[0]["segmentation"] = [polygon, [1, 2, 3, 4], [1, 2, 3, 4, 5, 6, 7]]
    report = sample.check()
    assert [str(f) for f in report.of(Kind.LOST_PART)] == ["1.png, annotation 10: 2 of 3 polygons"]
    assert report.trained == 3


def test_ids_and_names(sample):
    sample.images[1]["id"] = 1
    sample.images[2]["file_name"] = "1.png"
    sample.annotations[1].update(id=10, image_id=1)
    sample.categories += [{"id": 1, "name": "debris"}, {"id": "5", "name": "cell"}]
    found = sample.found()
    for kind, text in [
        (Kind.DUPLICATE_CATEGORY, "category id '1': 2 times"),
        (Kind.DUPLICATE_IMAGE_ID, "image id 1: 2 times"),
        (Kind.DUPLICATE_ANNOTATION_ID, "annotation id 10: 2 times"),
        (Kind.DUPLICATE_FILE_NAME, "file name '1.png': 2 times"),
        (Kind.TEXT_ID, "1 category ids: such as '5'"),
        (Kind.UNUSED_CATEGORY, "'cell', id '5'"),
    ]:
        assert (kind, text) in found
    assert any(text.startswith("category name") for _, text in found)


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"width": 0}, "image 1 of 3: width is 0; expected a whole number of pixels"),
        ({"height": 2.5}, "height is 2.5"),
        ({"file_name": None}, "file_name is None; expected text"),
        ({"id": [1]}, "id is [1]"),
    ],
)
def test_unusable_images(sample, changes, detail):
    sample.images[0].update(changes)
    report = sample.check()
    [finding] = report.of(Kind.BAD_ENTRY)
    assert detail in str(finding)
    assert report.images == 2
    assert len(report.of(Kind.ORPHAN)) == 1


def test_unusable_categories_and_entries(sample):
    sample.categories.append({"id": 2})
    sample.annotations.append(5)
    assert [str(finding) for finding in sample.check().of(Kind.BAD_ENTRY)] == [
        "category 2 of 2: name is None; expected text",
        "annotation 4 of 4: no object",
    ]


def test_classes(sample):
    sample.categories = [{"id": 1, "name": "cell"}, {"id": 2, "name": "nucleus"}]
    sample.annotations[0]["category_id"] = 2
    assert sample.found(classes=["cell", "nucleus"]) == []
    [(kind, text)] = sample.found(classes=["nucleus", "cell"])
    assert (kind, text) == (Kind.CLASS_ORDER, "nucleus, cell: the file has cell, nucleus")
    report = sample.check(classes=["Cell", "nucleus"])
    assert [str(finding) for finding in report.of(Kind.CLASS_NOT_IN_FILE)] == [
        "'Cell': it has 'cell', 'nucleus'"
    ]
    assert len(report.of(Kind.OTHER_CLASS)) == 2
    assert len(report.of(Kind.NOTHING_LEFT)) == 2
    assert report.trained == 1


def test_images_without_instances(sample):
    sample.annotations[0]["area"] = 0
    del sample.annotations[1]
    kinds = [kind for kind, _ in sample.found()]
    assert kinds == [Kind.NO_AREA, Kind.NOTHING_LEFT, Kind.NO_INSTANCES]


def test_pairs(sample):
    sample.annotations += [
        sample.annotation(11, 1, left=4, height=7, area=70, bbox=[4, 5, 10, 7]),  # 0.875: overlaps
        sample.annotation(21, 2),  # the same
        sample.annotation(31, 3, left=13),  # one column
        sample.annotation(32, 3, left=30, category_id=2),
        sample.annotation(33, 3, left=28),
    ]
    sample.categories.append({"id": 2, "name": "nucleus"})
    report = sample.check()
    assert [str(finding) for finding in report.of(Kind.NEAR_DUPLICATE)] == [
        "2.png, annotations 20 and 21: IoU 1.000"
    ]
    assert [str(finding) for finding in report.of(Kind.OVERLAP)] == [
        "1.png, annotations 10 and 11: 70 pixels, IoU 0.875",
        "3.png, annotations 30 and 31: 8 pixels, IoU 0.053",
    ]  # a nucleus lies in its cell: another class is no overlap
    assert report.overlapped_pixels == 78
    assert "overlap, in 78 pixels\n" in str(report)


def test_image_files(sample):
    (sample.root / "1.png").unlink()
    (sample.root / "2.png").write_bytes(b"no image at all")
    sample.pixels("3.png", np.zeros((WIDTH, HEIGHT, 3), np.uint8))
    found = sample.found()
    assert found == [
        (Kind.MISSING_IMAGE, f"1.png: {sample.root / '1.png'} does not exist"),
        (
            Kind.UNREADABLE_IMAGE,
            "2.png: OpenCV, which MMDetection reads images with, does not know its format",
        ),
        (Kind.IMAGE_SIZE, "3.png: 36x40, the file says 40x36"),
    ]
    (sample.root / "2.png").write_bytes(b"")
    assert sample.found()[1] == found[1]


@pytest.mark.parametrize("suffix", ["bmp", "png", "jpg", "tif"])
def test_files_cut_short(sample, suffix):
    rng = np.random.default_rng(0)
    name = f"1.{suffix}"
    sample.images[0]["file_name"] = name
    sample.pixels(name, rng.integers(0, 255, (HEIGHT, WIDTH, 3), np.uint8))
    assert sample.found(read_pixels=True) == []
    path = sample.root / name
    path.write_bytes(path.read_bytes()[:-600])
    kinds = [kind for kind, _ in sample.found(read_pixels=True)]
    assert kinds == [Kind.UNREADABLE_IMAGE]


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("suffix", ["png", "tif"])
def test_16_bits(sample, suffix, channels):
    ramp = np.linspace(0, 1, WIDTH * HEIGHT).reshape(HEIGHT, WIDTH, 1).repeat(channels, 2)
    sample.images[0]["file_name"] = f"full.{suffix}"
    sample.pixels(f"full.{suffix}", (65_535 * ramp).astype(np.uint16))
    sample.images[1]["file_name"] = f"twelve.{suffix}"
    sample.pixels(f"twelve.{suffix}", (4_095 * ramp).astype(np.uint16))
    (deep, deep_text), (dark, dark_text) = sample.found()
    assert (deep, dark) == (Kind.DEEP_IMAGE, Kind.DARK_IMAGE)
    # The last of every fourth row is the ramp's 32nd of 36: 233 at the most.
    assert re.fullmatch(rf"full\.{suffix}: read as [01] to 23[23] of 255 .*", deep_text)
    assert re.fullmatch(rf"twelve\.{suffix}: read as 0 to 1[45] of 255 .*", dark_text)


def test_float_images(sample):
    sample.images[0]["file_name"] = "unit.tif"
    tifffile.imwrite(sample.root / "unit.tif", np.full((HEIGHT, WIDTH), 0.5, np.float32))
    assert sample.found() == [
        (Kind.UNREADABLE_IMAGE, "unit.tif: OpenCV cannot read it as 8 bits a channel")
    ]


def test_headers_of_8_bit_images(tmp_path):
    for suffix, mode in [("png", "P"), ("png", "L"), ("jpg", "L"), ("bmp", "RGB"), ("tif", "RGB")]:
        path = tmp_path / f"{mode}.{suffix}"
        Image.new(mode, (7, 5)).save(path)
        header = read_image_header(path)
        assert (header.width, header.height, header.deep, header.orientation) == (7, 5, False, 1)


def test_exif_orientation(sample):
    """MMDetection turns images: the COCO file must have the size that they have then."""
    for number, (size, orientation) in enumerate([((40, 36), 6), ((36, 40), 6), ((40, 36), 3)], 1):
        image = Image.new("RGB", size, (90, 90, 90))
        exif = image.getexif()
        exif[0x0112] = orientation
        image.save(sample.root / f"{number}.jpg", exif=exif)
        sample.images[number - 1]["file_name"] = f"{number}.jpg"
    assert sample.found() == [
        (
            Kind.IMAGE_SIZE,
            "1.jpg: 36x40, the file says 40x36, which it has before it is turned "
            "(EXIF orientation 6)",
        ),
        (Kind.TURNED_IMAGE, "2.jpg: EXIF orientation 6"),
        (Kind.TURNED_IMAGE, "3.jpg: EXIF orientation 3"),
    ]


def test_small_images(sample):
    sample.images[0].update(width=20, height=31)
    sample.pixels("1.png", np.zeros((31, 20, 3), np.uint8))
    del sample.annotations[0]
    assert sample.found()[0] == (Kind.SMALL_IMAGE, "1.png: 20x31")


def test_images_in_both_files(sample):
    other = Sample(sample.root)
    other.images[0]["file_name"] = "9.png"
    other.images[2]["file_name"] = "8.png"
    assert sample.found(against=other.write("other.json")) == [
        (Kind.IN_BOTH_FILES, f"2.png: also in {sample.root / 'other.json'}")
    ]


def test_processes_find_the_same(sample):
    sample.annotations[0]["area"] = 0
    sample.annotations[2]["iscrowd"] = 1
    (sample.root / "2.png").unlink()
    one = sample.check()
    two = check_coco(sample.write(), sample.root, workers=2)
    assert one == two
    assert len(one.findings) == 5


def test_sheet(sample):
    """Errors first, then warnings; the file's order on the sheet."""
    sample.annotations[0]["area"] = 0
    path = sample.root / "new/sheet.png"
    report = sample.check(sheet=path)
    assert report.sheet == path
    assert str(report).endswith(f"written: {path}")
    picture = cv2.imread(str(path))
    assert picture.shape == (6 + 2 * 20 + 240 + 6, 6 + 3 * (320 + 6), 3)
    marks = picture[6 + 20 + 2, 6 + 10 :: 326]  # the second line, above its text
    assert marks.tolist()[:3] == [[150, 150, 255], [255, 255, 255], [255, 255, 255]]
    cell = [picture[6 + 40 + 60, 6 + 326 * i + 72] for i in range(3)]
    assert (cell[0] == 120).all()  # dropped: not drawn
    assert all((colour != 120).any() for colour in cell[1:])


def test_sheet_of_the_worst_and_some_others(sample):
    for number in range(4, 21):
        sample.images.append({**sample.images[0], "id": number, "file_name": f"{number}.png"})
        sample.pixels(f"{number}.png", np.full((HEIGHT, WIDTH, 3), 120, np.uint8))
    (sample.root / "14.png").unlink()
    sample.annotations[1]["area"] = 79  # a warning only
    sample.annotations.append(sample.annotation(40, 17, area=-1))
    path = sample.root / "sheet.png"
    sample.check(sheet=path, sheet_images=4)
    picture = cv2.imread(str(path))
    marks = picture[6 + 20 + 2, 6 + 10 :: 326].tolist()
    red, white = [150, 150, 255], [255, 255, 255]
    assert marks == [white, red, red, white]  # 1, 14, 17, 20


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"sheet": "sheet.jpg"}, "ends in .png, not sheet.jpg"),
        ({"sheet": "sheet.png", "sheet_images": 0}, "sheet_images must be 1 or more"),
        ({"workers": 0}, "workers must be 1 or more"),
    ],
)
def test_bad_arguments(sample, arguments, message):
    with pytest.raises(ValueError, match=message):
        check_coco(sample.write(), sample.root, **arguments)


def test_no_image_folder(sample):
    with pytest.raises(NotADirectoryError, match="absent is no folder; give the one"):
        check_coco(sample.write(), sample.root / "absent")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"images": [], "annotations": {}}'])
def test_not_a_coco_file(tmp_path, content):
    path = tmp_path / "coco.json"
    path.write_text(content)
    with pytest.raises(ValueError, match=r"coco\.json: (no list of|not a JSON file)"):
        check_coco(path, tmp_path)


def test_a_sheet_without_images(sample):
    sample.images = []
    with pytest.raises(ValueError, match="one image or more"):
        sample.check(sheet=sample.root / "sheet.png")


def test_every_kind_explains_itself():
    assert len({kind.title for kind in Kind}) == len(Kind)
    assert all(kind.effect and isinstance(kind.severity, Severity) for kind in Kind)


def test_script(sample, monkeypatch, capsys):
    def run(*arguments):
        monkeypatch.setattr(sys, "argv", [str(SCRIPT), *map(str, arguments), "--workers", "1"])
        with pytest.raises(SystemExit) as end:
            runpy.run_path(str(SCRIPT), run_name="__main__")
        return end.value.code

    sample.annotations[0]["area"] = 70
    assert run(sample.write(), "--images", sample.root, "--classes", "cell") == 0
    assert "0 errors, 1 warning, 0 notes" in capsys.readouterr().out
    sample.annotations[0]["area"] = 0
    assert run(sample.write(), "--images", sample.root) == 1
    assert "2.png" not in capsys.readouterr().out
    assert run(sample.write(), "--images", sample.root / "absent") == 2
    assert capsys.readouterr().err.startswith("error: ")

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("mmcsam.check.image_checker.check_mask", stop)
    assert run(sample.write(), "--images", sample.root) == 130
