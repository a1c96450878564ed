"""One split's entries with their ids and counts."""

from mmcsam.coco.writer import DatasetInfo
from mmcsam.converters.assembly import assemble_coco, stale_notes
from mmcsam.converters.conversion_report import ConversionReport
from mmcsam.converters.converted_image import ConvertedImage
from mmcsam.jobs.problem import Problem

BAD = Problem("b.png", "it is damaged", "an image", "Copy it again")
ODD = Problem("c_1.png", "the mask is empty", "one object", "Remove the file")
INFO = DatasetInfo("Cells.")


def entry(name):
    return {"file_name": name, "width": 24, "height": 16}


def images():
    """An image with three objects, one that cannot be used, and one without objects."""
    annotations = [{"category_id": category, "area": 5} for category in (2, 1, 2)]
    return [
        ConvertedImage(entry("a.png"), annotations, 1, 2, 3, 4, notes=["a is odd"]),
        ConvertedImage(None, notes=["never seen"], problems=[BAD]),
        ConvertedImage(entry("c.png"), problems=[ODD]),
    ]


def assemble(results, info=INFO):
    report = ConversionReport()
    return assemble_coco("train", results, ("trap", "cell"), info, report), report


def test_ids_count_over_the_images_that_are_kept():
    coco, _ = assemble([*images(), *images()])
    assert [(image["id"], image["file_name"]) for image in coco["images"]] == [
        (1, "a.png"),
        (2, "c.png"),
        (3, "a.png"),
        (4, "c.png"),
    ]
    assert coco["annotations"] == [
        {"id": 1, "image_id": 1, "category_id": 2, "area": 5},
        {"id": 2, "image_id": 1, "category_id": 1, "area": 5},
        {"id": 3, "image_id": 1, "category_id": 2, "area": 5},
        {"id": 4, "image_id": 3, "category_id": 2, "area": 5},
        {"id": 5, "image_id": 3, "category_id": 1, "area": 5},
        {"id": 6, "image_id": 3, "category_id": 2, "area": 5},
    ]
    assert coco["categories"] == [{"id": 1, "name": "trap"}, {"id": 2, "name": "cell"}]


def test_counts_notes_and_problems():
    _, report = assemble([*images(), *images()])
    assert vars(report.counts["train"]) == {
        "images": 4,
        "images_without_instances": 2,
        "instances": {"trap": 2, "cell": 4},
        "of_several_parts": 2,
        "at_the_border": 4,
        "near_duplicate_pairs": 6,
        "duplicates_dropped": 8,
    }
    assert report.notes == ["a is odd"] * 2
    assert report.problems == [BAD, ODD, BAD, ODD]


def test_no_images():
    coco, report = assemble([])
    assert (coco["images"], coco["annotations"]) == ([], [])
    assert report.counts["train"].instances == {"trap": 0, "cell": 0}


def test_without_a_licence():
    coco, _ = assemble(images())
    assert coco["info"] == {"description": "Cells."}
    assert coco["licenses"] == []
    assert all("license" not in image for image in coco["images"])


def test_with_a_licence():
    coco, _ = assemble(images(), DatasetInfo("Cells.", "CC BY 4.0", "https://example.org/by"))
    assert coco["info"] == {
        "description": "Cells.",
        "license": "CC BY 4.0, https://example.org/by",
    }
    assert coco["licenses"] == [{"id": 1, "name": "CC BY 4.0", "url": "https://example.org/by"}]
    assert [image["license"] for image in coco["images"]] == [1, 1]


def test_files_of_an_earlier_run(tmp_path):
    for split in ("train", "validation", "extra"):
        (tmp_path / f"instances_{split}.json").touch()
    path = tmp_path / "instances_validation.json"
    assert stale_notes(tmp_path, {"train"}) == [
        f"no validation images: {path} is from an earlier run"
    ]
    assert stale_notes(tmp_path, ("train", "validation")) == []
