"""The files that a config's data sets read: are they there?"""

from collections.abc import Iterator
from pathlib import Path

from mmengine.config import ConfigDict


def require_data(cfg: ConfigDict, *splits: str) -> None:
    """Check that the files of a config's data sets exist, before anything is built.

    A config says by ``data_origin`` where its files come from: ``converter``, the command that
    makes the annotations, and the variables that name other places, ``annotations_variable`` and
    ``images_variable``.

    Args:
        cfg: The whole config.
        splits: Data loaders to look at: "train", "val", "test"; those that the config lacks are
            passed over.

    Raises:
        FileNotFoundError: If a file of annotations or a folder of images is missing; the message
            says what makes it and which variable names another place.
    """
    origin = cfg.get("data_origin") or {}
    converter = origin.get("converter", "python -m mmcsam convert ...")
    for split in splits:
        for dataset in datasets_of((cfg.get(f"{split}_dataloader") or {}).get("dataset")):
            root = dataset.get("data_root") or ""
            ann_file = dataset.get("ann_file")
            if ann_file and not _exists(root, ann_file):
                raise FileNotFoundError(
                    f"{Path(root, ann_file)}: no such file, expected the COCO file of the {split} "
                    f"data. Make it with `{converter}`"
                    f"{_elsewhere(origin.get('annotations_variable'))}"
                )
            for folder in (dataset.get("data_prefix") or {}).values():
                if not _exists(root, folder):
                    raise FileNotFoundError(
                        f"{Path(root, folder)}: no such folder, expected the images of the {split} "
                        "data. Put them there"
                        f"{_elsewhere(origin.get('images_variable'))}"
                    )


def datasets_of(dataset: ConfigDict | None) -> Iterator[ConfigDict]:
    """Yield what is wrapped in repeated, mixed and joined data sets, or the data set itself."""
    if dataset is None:
        return
    inner = [dataset[name] for name in ("dataset", "datasets") if name in dataset]
    if not inner:
        yield dataset
    for one in inner:
        for each in one if isinstance(one, list | tuple) else [one]:
            yield from datasets_of(each)


def _exists(root: str, path: str) -> bool:
    return "://" in f"{root}{path}" or Path(root, path).exists()  # what is remote is not looked at


def _elsewhere(variable: str | None) -> str:
    return f", or name another place with the variable {variable}" if variable else ""
