"""Models by name."""

import json
from pathlib import Path

import pytest

from mmcsam.inference.model import catalogue
from mmcsam.inference.model.catalogue import DEFAULT, find_model, known_models
from mmcsam.inference.model.packed_model import file_sha256, read_card


@pytest.fixture
def own_list(tmp_path, monkeypatch):
    (tmp_path / "lab.mmcsam").write_bytes(b"weights")
    entry = {
        "name": "lab",
        "version": "2",
        "sha256": file_sha256(tmp_path / "lab.mmcsam"),
        "licence": "CC0-1.0",
        "summary": "cells of a lab",
        "location": "lab.mmcsam",
    }
    file = tmp_path / "models.json"

    def write(**changes):
        file.write_text(json.dumps({"models": [entry | changes]}))
        monkeypatch.setenv(catalogue.VARIABLE, str(file))
        return tmp_path

    return write


def test_what_comes_with_mmcsam():
    path = find_model()
    assert path == find_model(DEFAULT)
    (model,) = known_models()
    assert (model.name, model.licence, model.origin) == (DEFAULT, "Apache-2.0", "bundled")
    card = read_card(path)
    assert card.name == DEFAULT
    assert card.classes == ("plasma cell", "other nucleated cell")
    assert card.licence == model.licence
    assert path.stat().st_size < 12e6


def test_paths_are_taken_as_they_are(tmp_path):
    assert find_model(tmp_path / "any.mmcsam") == tmp_path / "any.mmcsam"
    assert find_model("folder/any") == Path("folder/any")
    assert find_model(tmp_path) == tmp_path


def test_a_labs_own_list(own_list):
    folder = own_list()
    assert [(model.name, model.origin) for model in known_models()][1:] == [("lab", "file")]
    assert find_model("lab") == folder / "lab.mmcsam"


def test_another_content(own_list):
    folder = own_list()
    (folder / "lab.mmcsam").write_bytes(b"other weights")
    with pytest.raises(ValueError, match=r"lab\.mmcsam: not the model lab 2"):
        find_model("lab")


def test_a_file_that_is_gone(own_list):
    own_list(location="gone.mmcsam")
    with pytest.raises(FileNotFoundError, match=r"gone\.mmcsam: no such file"):
        find_model("lab")


def test_a_name_that_nobody_knows():
    with pytest.raises(FileNotFoundError, match=f"plasma: no such file.*one of {DEFAULT}"):
        find_model("plasma")


def test_a_name_twice(own_list):
    own_list(name=DEFAULT)
    with pytest.raises(ValueError, match=f"'{DEFAULT}' is listed twice"):
        known_models()


@pytest.mark.parametrize("changes", [{"sha256": 3}, {"name": ""}, {"location": None}])
def test_an_entry_that_is_not_whole(own_list, changes):
    own_list(**changes)
    with pytest.raises(ValueError, match="entry 0 lacks one of name, version"):
        known_models()


def test_a_list_of_another_form(own_list):
    (own_list() / "models.json").write_text("[]")
    with pytest.raises(ValueError, match=r'expected \{"models": \[...\]\}'):
        known_models()


def test_downloaded_once(own_list, tmp_path, monkeypatch):
    folder = own_list(location="https://example.org/lab.mmcsam")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    asked = []

    def download(url, file):
        asked.append(url)
        Path(file).write_bytes((folder / "lab.mmcsam").read_bytes())

    monkeypatch.setattr("torch.hub.download_url_to_file", download)
    assert find_model("lab") == find_model("lab")
    assert asked == ["https://example.org/lab.mmcsam"]


def test_downloads_that_fail_leave_nothing(own_list, tmp_path, monkeypatch):
    own_list(location="https://example.org/lab.mmcsam")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(
        "torch.hub.download_url_to_file", lambda url, file: Path(file).write_bytes(b"half")
    )
    with pytest.raises(ValueError, match="another SHA-256"):
        find_model("lab")

    def no_network(url, file):
        raise OSError("no route to host")

    monkeypatch.setattr("torch.hub.download_url_to_file", no_network)
    with pytest.raises(OSError, match="not downloaded .no route to host."):
        find_model("lab")
    assert list((tmp_path / "cache/mmcsam").iterdir()) == []
