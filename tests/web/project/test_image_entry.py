from pathlib import Path

from mmcsam.web.project.image_entry import ImageEntry


def test_record_and_name():
    entry = ImageEntry(1, "a\udcff.png", "folder", 4, 3, 0.1, Path("x"), "damaged")
    assert entry.to_record() == {
        "id": 1,
        "name": "a\udcff.png",
        "place": "folder",
        "width": 4,
        "height": 3,
        "pixel_size": 0.1,
    }
    assert entry.size == (4, 3) and entry.shown_name == "a\\xff.png"
