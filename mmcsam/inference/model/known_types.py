"""Look through a config that somebody sent, before anything in it is built."""

from collections.abc import Iterator
from typing import Any

from mmdet.registry import DATASETS, MODELS, TASK_UTILS, TRANSFORMS
from mmengine.registry import Registry

_REGISTRIES = (MODELS, TASK_UTILS, TRANSFORMS, DATASETS)
_SCOPES = ("mmdet", "mmcv", "mmengine")
# Looked up in mmcv.ops and not in a registry: RoI layers by name, kinds of NMS even by eval.
_OPS = ("RoIAlign", "RoIPool", "nms", "soft_nms")


def require_known_types(config: object, source: str) -> None:
    """Check that a config names registered classes only.

    MMEngine's registries import whatever a name such as "os.system" says where no class is
    registered under it, so a config is a program unless it is looked through.

    Args:
        config: Plain data: dicts, lists, numbers, text.
        source: What to call it in an error.

    Raises:
        ValueError: If a ``type`` is not the name of a registered class.
    """
    for name in _types(config):
        bare = name if isinstance(name, str) else repr(name)
        if bare.partition(".")[0] in _SCOPES:
            bare = bare.partition(".")[2]
        known = bare in _OPS or any(_knows(registry, bare) for registry in _REGISTRIES)
        if not known:
            raise ValueError(
                f"{source}: its config names the type {name!r}, expected a class that MMDetection "
                "or mmcsam registers; install the version that it was packed with, or do not trust "
                "the file"
            )


def without_start(config: Any) -> Any:
    """Return a config without what says where weights come from: initialisation, checkpoints."""
    if isinstance(config, dict):
        return {
            key: None if key in ("init_cfg", "checkpoint", "pretrained") else without_start(value)
            for key, value in config.items()
        }
    if isinstance(config, list | tuple):
        return [without_start(value) for value in config]
    return config


def _types(config: object) -> Iterator[object]:
    if isinstance(config, dict):
        if "type" in config:
            yield config["type"]
        for value in config.values():
            yield from _types(value)
    elif isinstance(config, list | tuple):
        for value in config:
            yield from _types(value)


def _knows(registry: Registry | None, name: str) -> bool:
    """Return whether a registry or one above it has a class of that name."""
    while registry is not None:
        registry.import_from_location()  # MMDetection's own modules register theirs
        if name in registry.module_dict:
            return True
        registry = registry.parent
    return False
