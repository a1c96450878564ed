import pickle
from pathlib import Path

import pytest
import torch
from fake_backend import pack_tiny_model

from mmcsam.web.project.project import Project
from mmcsam.web.uploads.model_upload import ModelUpload
from mmcsam.web.uploads.upload_limits import UploadLimits


@pytest.fixture
def project(tmp_path):
    opened = Project.open(tmp_path / "project")
    yield opened
    opened.close()


def keep(project, name, content, limit=2**30):
    upload = ModelUpload(project, UploadLimits(model_bytes=limit))
    try:
        upload.begin(name)
        upload.take(content)
        upload.end()
        return upload.keep()
    finally:
        upload.close()


def test_model_that_loads_is_kept(project, tmp_path):
    content = pack_tiny_model(tmp_path / "tiny.mmcsam").read_bytes()
    assert keep(project, "tiny.mmcsam", content) == "tiny"
    assert keep(project, "sub/tiny.mmcsam", content) == "tiny-2"
    assert project.model_path("tiny").read_bytes() == content
    assert sorted(path.name for path in (project.path / "models").iterdir()) == [
        "tiny-2.mmcsam",
        "tiny.mmcsam",
    ]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.pth", b"x", "no packed model"),
        ("../a.mmcsam", b"x", "another place"),
        ("a.mmcsam", b"x", "a.mmcsam: no packed model or a damaged one"),
        ("a.mmcsam", b"x" * 200, "over 0 MiB"),
    ],
)
def test_what_is_refused_leaves_nothing(project, name, content, reason):
    with pytest.raises(ValueError, match=reason):
        keep(project, name, content, limit=100)
    assert not list(project.path.glob("models/*"))


class Deed:
    """What a pickle can do when it is loaded: make a file."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


@pytest.mark.parametrize("kind", ["pickle", "checkpoint"])
def test_pickle_named_as_a_model_does_nothing(project, tmp_path, kind):
    mark = tmp_path / "done"
    if kind == "pickle":
        content = pickle.dumps(Deed(mark))
    else:
        torch.save({"state_dict": Deed(mark)}, tmp_path / "a.pth")
        content = (tmp_path / "a.pth").read_bytes()
    with pytest.raises(ValueError, match="a.mmcsam: no packed model"):
        keep(project, "a.mmcsam", content)
    assert not mark.exists() and not list(project.path.glob("models/*"))
    pickle.loads(pickle.dumps(Deed(mark)))
    assert mark.exists()  # it would have


def test_cut_off_model(project, tmp_path):
    content = pack_tiny_model(tmp_path / "tiny.mmcsam").read_bytes()
    with pytest.raises(ValueError, match="damaged"):
        keep(project, "tiny.mmcsam", content[:-1000])
    with pytest.raises(ValueError, match="no file came"):
        ModelUpload(project, UploadLimits()).keep()
