import pytest
from disc_coco import write_discs
from fake_backend import pack_tiny_model
from fake_project import FakeProject


@pytest.fixture
def lab(tmp_path):
    """A project of images of discs, all of them finished, and a model of random weights."""

    def make(count):
        project = FakeProject(tmp_path, [f"{number}.png" for number in range(count)])
        project.coco = write_discs(tmp_path, count)
        project.coco["categories"][0]["name"] = "cell"
        pack_tiny_model(tmp_path / "model.mmcsam")
        return project

    return make
