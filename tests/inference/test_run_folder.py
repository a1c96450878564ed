"""A run's folder goes on where it stopped, and never mixes two runs."""

import json

import pytest

from mmcsam.inference.run_folder import RunFolder

SETTINGS = {"model": {"sha256": "ab"}, "tile": 1024, "range": (0, 1.5)}


def part(name, scores=()):
    image = {"file_name": f"{name}.png", "width": 4, "height": 3}
    annotations = [{"id": 1, "image_id": 1, "score": score} for score in scores]
    written = {"image": image, "annotations": annotations, "rows": [], "notes": []}
    return {**written, "fingerprint": f"of {name}"}


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def start(out, settings=SETTINGS, **options):
    run = RunFolder(out, settings, **options)
    run.begin()
    return run


def test_parts_make_the_coco_file(out):
    run = start(out)
    run.finish_image("b", part("b", [0.5]))
    run.finish_image("x/a", part("x/a", [0.9, 0.7]))
    path = run.write_instances(["x/a", "b", "missing"], ("cell",))
    content = json.loads(path.read_text())
    assert [image["file_name"] for image in content["images"]] == ["x/a.png", "b.png"]
    assert [image["id"] for image in content["images"]] == [1, 2]
    found = [(each["id"], each["image_id"], each["score"]) for each in content["annotations"]]
    assert found == [(1, 1, 0.9), (2, 1, 0.7), (3, 2, 0.5)]
    assert content["categories"] == [{"id": 1, "name": "cell"}]


def test_a_stopped_run_goes_on(out):
    start(out).finish_image("a", part("a"))
    (out / ".partial-killed").mkdir()
    (out / ".parts/.b.0123abcd.part.json").write_text("half")
    again = start(out)
    assert again.is_done("a")
    assert not again.is_done("b")
    assert sorted(path.name for path in out.rglob("*")) == [".parts", "a.json", "run.json"]


def test_times_are_kept(out):
    run = start(out)
    run.finish_image("a", part("a"))
    run.seconds["a"] = 1.25
    run.write_run({"a": {"cells": 0}})
    again = start(out)
    assert json.loads((out / "run.json").read_text())["finished"] is False
    content = json.loads(again.write_run({"a": {"cells": 0}}).read_text())
    assert content["images"] == {"a": {"cells": 0, "seconds": 1.25}}
    assert content["finished"] is True


def test_what_was_left_out_is_tried_again(out):
    run = start(out)
    run.left_out["b.png"] = "b.png: broken"
    run.write_run({})
    assert start(out).left_out == {}


def test_shares_have_records_of_their_own(out):
    for share, image in (("0-of-2", "a"), ("1-of-2", "b")):
        run = start(out, share=share)
        run.finish_image(image, part(image))
        run.seconds[image] = 2.0
        run.left_out[f"{share}.png"] = "broken"
        run.write_share([image])
    run.read_records()
    assert run.seconds == {"a": 2.0, "b": 2.0}
    assert set(run.left_out) == {"0-of-2.png", "1-of-2.png"}
    assert json.loads((out / "run.json").read_text())["images"] == {}


def test_a_share_leaves_alone_what_another_writes(out):
    start(out, share="0-of-2")
    (out / ".partial-of-another").mkdir()
    (out / ".run.json.0123abcd.part").write_text("half")
    start(out, share="1-of-2")
    assert (out / ".partial-of-another").is_dir()
    with pytest.raises(ValueError, match="cannot be overwritten by one share.*remove it first"):
        RunFolder(out, SETTINGS, overwrite=True, share="1-of-2")


def test_another_process_may_have_begun_to_write(out):
    out.mkdir()
    (out / ".run.0123abcd.part.json").write_text("half")
    assert not start(out, share="1-of-2").is_done("a")


def test_other_settings_are_refused(out):
    start(out).finish_image("a", part("a"))
    before = sorted(out.rglob("*"))
    with pytest.raises(
        ValueError, match="holds a run with another model or other settings.*--over"
    ):
        RunFolder(out, {**SETTINGS, "tile": 512})
    assert sorted(out.rglob("*")) == before
    anew = start(out, {**SETTINGS, "tile": 512}, overwrite=True)
    assert not anew.is_done("a")


def test_foreign_folders_are_left_alone(out):
    out.mkdir()
    (out / "thesis.doc").write_text("")
    for overwrite in (False, True):
        with pytest.raises(ValueError, match="holds files that are not a run's"):
            RunFolder(out, SETTINGS, overwrite)
    assert (out / "thesis.doc").exists()
    with pytest.raises(NotADirectoryError, match="a file, expected a folder"):
        RunFolder(out / "thesis.doc", SETTINGS)


def test_a_damaged_part_is_named(out):
    run = start(out)
    run.finish_image("a", part("a"))
    (out / ".parts/a.json").write_text("[]")
    with pytest.raises(ValueError, match=r"a\.json: damaged, expected a finished image; remove it"):
        run.write_instances(["a"], ("cell",))


def test_another_image_of_the_same_name(out):
    run = start(out)
    run.finish_image("a", part("a"))
    assert run.keep_if_same("a", "of a")
    assert not run.keep_if_same("a", "of another")
    assert not run.is_done("a")
