import pytest
from mmengine.config import ConfigDict

from mmcsam.engine.required_data import require_data

ORIGIN = {
    "converter": "python -m mmcsam convert segpc data --out annotations",
    "annotations_variable": "MMCSAM_ANN",
    "images_variable": "MMCSAM_DATA",
}


@pytest.fixture
def dataset(tmp_path):
    """Return a function that makes a data set, its annotations and images there or not."""

    def make(name="cells", annotations=True, images=True, **settings):
        if annotations:
            (tmp_path / f"{name}.json").touch()
        if images:
            (tmp_path / name).mkdir()
        paths = {"ann_file": f"{name}.json", "data_prefix": {"img": name}}
        return {"type": "CocoDataset", "data_root": str(tmp_path), **paths, **settings}

    return make


def config(origin=ORIGIN, **datasets):
    loaders = {f"{split}_dataloader": {"dataset": each} for split, each in datasets.items()}
    return ConfigDict(data_origin=origin, **loaders)


def test_nothing_is_missing(dataset):
    require_data(config(train=dataset("one"), val=dataset("two")), "train", "val")


def test_missing_annotations(dataset, tmp_path):
    with pytest.raises(FileNotFoundError) as error:
        require_data(config(train=dataset(annotations=False)), "train")
    assert str(error.value) == (
        f"{tmp_path / 'cells.json'}: no such file, expected the COCO file of the train data. Make "
        "it with `python -m mmcsam convert segpc data --out annotations`, or name another place "
        "with the variable MMCSAM_ANN"
    )


def test_missing_images(dataset, tmp_path):
    with pytest.raises(FileNotFoundError) as error:
        require_data(config(test=dataset(images=False)), "test")
    assert str(error.value) == (
        f"{tmp_path / 'cells'}: no such folder, expected the images of the test data. Put them "
        "there, or name another place with the variable MMCSAM_DATA"
    )


def test_what_is_remote_is_not_looked_at(dataset):
    require_data(config(train=dataset(data_root="s3://bucket/cells")), "train")


@pytest.mark.parametrize("origin", [None, {}])
def test_config_that_does_not_say_where_its_data_come_from(dataset, origin):
    cfg = config(origin, train=dataset(annotations=False))
    with pytest.raises(FileNotFoundError, match=r"with `python -m mmcsam convert \.\.\.`$"):
        require_data(cfg, "train")


def test_splits_that_nobody_asks_for(dataset):
    cfg = config(train=dataset("one"), val=dataset("two", annotations=False))
    require_data(cfg, "train")
    require_data(cfg, "train", "test")  # which the config lacks
    cfg.test_dataloader = None
    require_data(cfg, "test")


def test_wrapped_and_joined_data_sets(dataset):
    inner = [dataset("one"), dataset("two", images=False)]
    joined = {"type": "ConcatDataset", "datasets": inner}
    cfg = config(train={"type": "RepeatDataset", "times": 2, "dataset": joined})
    with pytest.raises(FileNotFoundError, match="two: no such folder"):
        require_data(cfg, "train")
    inner.pop()
    require_data(config(train={"type": "ConcatDataset", "datasets": inner}), "train")


def test_every_folder_of_images_counts(dataset):
    data = dataset()
    data["data_prefix"]["seg"] = "masks"
    with pytest.raises(FileNotFoundError, match="masks: no such folder"):
        require_data(config(train=data), "train")


def test_paths_of_their_own(dataset, tmp_path):
    """Absolute, without a root, or at another machine, which is left to MMEngine."""
    data = dataset(ann_file=str(tmp_path / "cells.json"), data_root="elsewhere", data_prefix=None)
    require_data(config(train=data), "train")
    data.update(data_root=None)
    require_data(config(train=data), "train")
    data.update(ann_file="s3://bucket/cells.json", data_prefix={"img": "http://x/y"})
    require_data(config(train=data), "train")
