"""What a COCO file records becomes the first step of the pipelines."""

import json

import pytest
from mmengine.config import ConfigDict

from mmcsam.engine.recorded_intensity import use_recorded_intensity

MAPPED = {"type": "LoadCellImage", "intensity": (100.0, 4000.0)}
PLAIN = {"type": "LoadImageFromFile", "backend_args": None}


@pytest.fixture
def config(tmp_path):
    """Return a function that makes a config whose files record these (low, high), or None."""

    def make(**recorded):
        cfg = ConfigDict(tta_pipeline=[dict(PLAIN), {"type": "TestTimeAug"}])
        for split, range_ in recorded.items():
            info = (
                {}
                if range_ is None
                else {"intensity": dict(zip(("low", "high"), range_, strict=True))}
            )
            (tmp_path / f"{split}.json").write_text(json.dumps({"info": info}))
            cfg[f"{split}_dataloader"] = {
                "dataset": {
                    "type": "CocoDataset",
                    "data_root": str(tmp_path),
                    "ann_file": f"{split}.json",
                    "pipeline": [dict(PLAIN), {"type": "PackDetInputs"}],
                }
            }
        return cfg

    return make


def first_steps(cfg):
    return {
        split: dict(cfg[f"{split}_dataloader"].dataset.pipeline[0])
        for split in ("train", "val", "test")
        if f"{split}_dataloader" in cfg
    }


def test_training_and_test_read_by_the_record(config):
    cfg = config(train=(100, 4000), val=(100, 4000), test=(100, 4000))
    note = use_recorded_intensity(cfg)
    assert note.startswith("images of more than 8 bits are read with intensities of 100 to 4000")
    assert set(map(str, first_steps(cfg).values())) == {str(MAPPED)}
    assert dict(cfg.tta_pipeline[0]) == MAPPED


def test_nothing_recorded_changes_nothing(config):
    cfg = config(train=None, test=None)
    assert use_recorded_intensity(cfg) is None
    assert first_steps(cfg) == {"train": PLAIN, "test": PLAIN}
    assert dict(cfg.tta_pipeline[0]) == PLAIN


def test_another_mapping_in_the_test_is_refused(config):
    with pytest.raises(
        ValueError, match=r"test\.json: records .* 0 to 255, .*train\.json those of 1"
    ):
        use_recorded_intensity(config(train=(100, 4000), test=(0, 4000)))


def test_wrapped_and_missing_files(config, tmp_path):
    cfg = config(train=(100, 4000), test=(100, 4000))
    inner = cfg.train_dataloader.dataset
    cfg.train_dataloader.dataset = {"type": "RepeatDataset", "dataset": inner}
    (tmp_path / "test.json").unlink()
    use_recorded_intensity(cfg)
    assert dict(cfg.train_dataloader.dataset.dataset.pipeline[0]) == MAPPED
    assert dict(cfg.test_dataloader.dataset.pipeline[0]) == PLAIN
