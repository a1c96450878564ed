"""How a training or test starts: read the config, start processes on a CPU."""

import os
from pathlib import Path

from mmengine.config import Config, DictAction
from mmengine.device import get_device

from .config_files import same_name


def read_config(path: str, options: list[str], work_dir: str | None = None) -> Config:
    """Read a config and merge what the command line says.

    Args:
        path (str): The config file.
        options (list[str]): ``KEY=VALUE`` pairs with dotted keys, such as
            ``optim_wrapper.optimizer.lr=0.01``; values may be lists, ``a=[1,2]``.
        work_dir (str, optional): Where logs and checkpoints go. Without it the config's own
            ``work_dir``, else ``work_dirs/<name of the config>``.

    Raises:
        FileNotFoundError: when there is no such file; the message names the nearest match.
    """
    if not Path(path).is_file():
        raise FileNotFoundError(f"{path}: no such file, expected a config.{same_name(path)}")
    cfg = Config.fromfile(path)
    if options:
        cfg.merge_from_dict(_parse(options))
    if work_dir:
        cfg.work_dir = work_dir
    elif cfg.get("work_dir") is None:
        cfg.work_dir = os.path.join("work_dirs", Path(path).stem)
    return cfg


def use_processes(cfg: Config, launcher: str) -> None:
    """Set the launcher; where there is no GPU, let the processes share the CPU over gloo.

    mmengine's own start-up selects a CUDA device before it reads ``env_cfg.dist_cfg``, so on a
    machine without one the process group has to exist before the runner is built.

    Raises:
        ValueError: for a launcher other than ``pytorch`` where there is no GPU.
    """
    cfg.launcher = launcher
    if launcher == "none" or get_device() != "cpu":
        return
    if launcher != "pytorch":
        raise ValueError(
            f"--launcher {launcher} needs GPUs and this machine shows none. "
            "Use --launcher pytorch (tools/dist_train.sh) for several processes on the CPU."
        )
    from torch import distributed

    distributed.init_process_group("gloo")
    if distributed.get_rank() == 0:
        print(f"no GPU: {distributed.get_world_size()} processes on the CPU, over gloo")
    cfg.model_wrapper_cfg = dict(
        type="MMDistributedDataParallel",
        device_ids=None,
        broadcast_buffers=False,
        find_unused_parameters=cfg.get("find_unused_parameters", False),
    )


def require_checkpoint(path: str) -> None:
    """Raise FileNotFoundError where a checkpoint is a local path and no such file exists."""
    if "://" not in path and not Path(path).is_file():
        raise FileNotFoundError(
            f"{path}: no such file, expected a checkpoint. Training writes its checkpoints to "
            "work_dirs/<name of the config>/, the last one's name to last_checkpoint there."
        )


def _parse(options: list[str]) -> dict:
    namespace = type("Options", (), {})()
    DictAction(option_strings=[], dest="values")(None, namespace, options)
    return namespace.values
