"""Entries that cannot be used, and entries that do not fit each other."""

import json

import pytest

from mmcsam.check.check import check_coco
from mmcsam.check.entries import CocoEntries, choose_classes, read_entries
from mmcsam.check.finding import FindingKind as Kind


@pytest.mark.parametrize(
    ("fields", "kind", "detail"),
    [
        ({"bbox": [4, 5, 10]}, Kind.BAD_ENTRY, "bbox is [4, 5, 10]; expected left, top"),
        ({"bbox": [4, 5, 10, "8"]}, Kind.BAD_ENTRY, "bbox is"),
        ({"bbox": [4, 5, float("nan"), 8]}, Kind.BAD_ENTRY, "bbox is [4, 5, nan, 8]"),
        ({"area": None}, Kind.BAD_ENTRY, "annotation 1 of 3: area is None; expected a number"),
        ({"id": None}, Kind.BAD_ENTRY, "id is None"),
        ({"id": True}, Kind.BAD_ENTRY, "id is True; expected a whole number"),
        ({"image_id": float("nan")}, Kind.BAD_ENTRY, "image_id is nan; expected a whole number"),
        ({"category_id": [1]}, Kind.BAD_ENTRY, "category_id is [1]; expected a whole number"),
        ({"area": 10**400}, Kind.BAD_ENTRY, "area is 1000"),
        ({"image_id": 9}, Kind.ORPHAN, "annotation 10: image_id 9"),
        ({"image_id": "1"}, Kind.ORPHAN, "annotation 10: image_id '1'"),
    ],
)
def test_unusable_annotations(sample, fields, kind, detail):
    finding, trained = sample.spoil(fields)
    assert finding.kind is kind
    assert detail in str(finding)
    assert trained == 2


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
        ({"width": 10**30}, "pixels; COCO's run lengths end at 2^32"),
        ({"file_name": None}, "file_name is None; expected text"),
        ({"file_name": "a\0.png"}, r"file_name is 'a\x00.png'; expected text that a name can be"),
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


@pytest.mark.parametrize("which", ["categories", "images", "annotations"])
def test_entries_without_an_id(sample, which):
    """Beside others that have one."""
    entries = getattr(sample, which)
    entries.append({**entries[0], "name": "other", "file_name": "other.png"})
    del entries[-1]["id"]
    (finding,) = sample.check().of(Kind.BAD_ENTRY)
    assert str(finding).endswith("id is None; expected a whole number")


def test_annotations_as_an_object(sample):
    """MMDetection cannot read LIVECell's."""
    path = sample.write()
    content = json.loads(path.read_text())
    content["annotations"] = {str(each["id"]): each for each in content["annotations"]}
    path.write_text(json.dumps(content))
    with pytest.raises(ValueError, match="no list of annotations; .*; write them as a list, which"):
        read_entries(path)


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


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"images": [], "annotations": {}}'])
def test_not_a_coco_file(tmp_path, content):
    path = tmp_path / "coco.json"
    path.write_text(content)
    with pytest.raises(ValueError, match=r"coco\.json: (no list of|not a JSON file)"):
        check_coco(path, tmp_path)


def test_what_is_usable_is_sorted_by_image(sample):
    sample.annotations += [sample.annotation(40, 1), sample.annotation(50, 9), {"id": 60}]
    entries = read_entries(sample.write())
    assert entries.categories == {1: "cell"}
    assert [image["file_name"] for image in entries.images] == ["1.png", "2.png", "3.png"]
    numbers = {image: [a["id"] for a in own] for image, own in entries.annotations.items()}
    assert numbers == {1: [10, 40], 2: [20], 3: [30], 9: [50]}
    assert entries.instances == 6
    assert [finding.kind for finding in entries.findings] == [Kind.BAD_ENTRY, Kind.ORPHAN]


def test_an_empty_file_has_nothing_wrong(tmp_path):
    path = tmp_path / "coco.json"
    path.write_text(json.dumps({"images": [], "annotations": [], "categories": []}))
    assert read_entries(path) == CocoEntries()


def test_chosen_classes_are_in_the_order_of_the_file():
    entries = CocoEntries(categories={4: "cell", 2: "nucleus", 9: "debris"})
    assert choose_classes(entries, None) == [4, 2, 9]
    assert choose_classes(entries, ["cell", "debris"]) == [4, 9]
    assert entries.findings == []
    assert choose_classes(entries, ["debris", "cell"]) == [4, 9]
    assert [(finding.kind, str(finding)) for finding in entries.findings] == [
        (Kind.CLASS_ORDER, "debris, cell: the file has cell, debris")
    ]


def test_classes_that_are_all_missing():
    entries = CocoEntries(categories={1: "cell"})
    assert choose_classes(entries, ["a", "b"]) == []
    assert [str(finding) for finding in entries.findings] == [
        "'a': it has 'cell'",
        "'b': it has 'cell'",
    ]
