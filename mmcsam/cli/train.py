"""Train a detector or a guide from its config, like MMDetection's script of the same name."""

import argparse
import os
import shlex
import sys
from typing import TYPE_CHECKING

from .arguments import add_config_options, add_launcher, typed_command
from .exit_code import DONE, INTERRUPTED, unusable_files, user_input

if TYPE_CHECKING:
    from mmengine.config import Config
    from mmengine.runner import Runner


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``train`` takes."""
    parser.add_argument("config", help="config file")
    parser.add_argument(
        "--work-dir",
        help="folder for logs and checkpoints (default: work_dirs/<name of the config>)",
    )
    parser.add_argument("--amp", action="store_true", help="mixed precision, on a GPU")
    parser.add_argument(
        "--auto-scale-lr",
        action="store_true",
        help="scale the learning rate to the real batch size, from auto_scale_lr.base_batch_size",
    )
    parser.add_argument(
        "--resume",
        nargs="?",
        const="auto",
        metavar="CHECKPOINT",
        help="go on from this checkpoint, or without a name from the last one in the work dir",
    )
    add_config_options(parser)
    add_launcher(parser, "dist_train.sh")


def run(args: argparse.Namespace) -> int:
    """Train, and return the exit code."""
    from mmengine.runner import Runner

    from mmcsam.engine.required_images import require_images

    os.environ.setdefault("LOCAL_RANK", str(args.local_rank))
    with user_input():
        cfg = prepare(args)
    runner = Runner.from_cfg(cfg)
    with user_input():
        check_checkpoint(runner)
        require_images(cfg, "train", "val")
        _ = runner.train_loop, runner.val_loop  # data sets and metrics, which read their files
    try:
        with unusable_files():  # the guide's checkpoint is read when the weights are initialised
            runner.train()
    except KeyboardInterrupt:
        if runner.rank == 0:
            print(f"\nInterrupted. {how_to_resume(cfg, args.launcher)}", file=sys.stderr)
        return INTERRUPTED
    return DONE


def prepare(args: argparse.Namespace) -> "Config":
    """Return the config as the command line changes it, once all that it reads is there.

    Raises:
        FileNotFoundError: If the config, the data or a checkpoint does not exist.
        ValueError: If an option does not fit the config or the machine.
    """
    from mmcsam.engine.detection_limits import follow_data
    from mmcsam.engine.launch import read_config, require_checkpoint, use_processes
    from mmcsam.engine.recorded_intensity import use_recorded_intensity
    from mmcsam.engine.required_data import require_data

    cfg = read_config(args.config, args.cfg_options, args.work_dir)
    require_data(cfg, "train", "val")
    notes = [use_recorded_intensity(cfg), follow_data(cfg, "val")]
    for note in filter(None, notes):
        print(f"note: {note}", flush=True)
    if args.resume:
        cfg.resume = True
        cfg.load_from = None
        if args.resume != "auto":
            require_checkpoint(args.resume)
            cfg.load_from = args.resume
    if args.amp:
        use_amp(cfg)
    if args.auto_scale_lr:
        if "base_batch_size" not in cfg.get("auto_scale_lr", {}):
            raise ValueError(
                f"--auto-scale-lr: {args.config} sets no auto_scale_lr.base_batch_size to scale "
                "from"
            )
        cfg.auto_scale_lr.enable = True
    use_processes(cfg, args.launcher)
    return cfg


def check_checkpoint(runner: "Runner") -> None:
    """Check the checkpoint that a training goes on or starts from, if there is one.

    Raises:
        OSError: If it cannot be read.
        ValueError: If it is damaged or of another model.
    """
    from mmengine.runner import find_latest_checkpoint

    from mmcsam.engine.checkpoint_fit import (
        require_fitting,
        require_resumable,
        require_some_fitting,
    )

    if not runner._resume:
        if runner._load_from is not None:
            require_some_fitting(runner.model, runner._load_from)
        return
    checkpoint = runner._load_from or find_latest_checkpoint(runner.work_dir)
    if checkpoint is not None:
        require_resumable(checkpoint)
        require_fitting(runner.model, checkpoint)


def use_amp(cfg: "Config") -> None:
    """Train in mixed precision.

    Raises:
        ValueError: If there is no GPU.
    """
    from mmengine.device import get_device

    if get_device() == "cpu":
        raise ValueError("--amp needs a GPU and this machine shows none: train without it")
    cfg.optim_wrapper.type = "AmpOptimWrapper"
    cfg.optim_wrapper.setdefault("loss_scale", "dynamic")


def how_to_resume(cfg: "Config", launcher: str) -> str:
    """Return what to type to go on with an interrupted training."""
    if not os.path.exists(os.path.join(cfg.work_dir, "last_checkpoint")):
        return "No checkpoint was written yet."
    if launcher != "none":
        return f"To go on, repeat the command with --resume (checkpoints in {cfg.work_dir})."
    command = typed_command()
    return f"To go on: {command if '--resume' in shlex.split(command) else command + ' --resume'}"
