"""Evaluate a checkpoint with its config's metrics, like MMDetection's script of the same name."""

import argparse
import os
import sys
from typing import TYPE_CHECKING

from .arguments import add_config_options, add_launcher
from .exit_code import DONE, INTERRUPTED, user_input

if TYPE_CHECKING:
    from mmengine.config import Config


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``test`` takes."""
    parser.add_argument("config", help="config file")
    parser.add_argument("checkpoint", help="checkpoint file or URL")
    parser.add_argument(
        "--work-dir",
        help="folder for logs and metrics (default: work_dirs/<name of the config>)",
    )
    parser.add_argument(
        "--out",
        type=pickle_name,
        metavar="FILE.pkl",
        help="also write every prediction, masks as RLE",
    )
    parser.add_argument(
        "--show-dir",
        help="also draw predictions, into WORK_DIR/<time>/SHOW_DIR; of several processes the first "
        "one draws, and only its share of the images",
    )
    parser.add_argument(
        "--tta",
        action="store_true",
        help="test flipped views too and merge boxes and masks, as the config's tta_model and "
        "tta_pipeline say; without these, flips in four ways, which takes four times as long",
    )
    add_config_options(parser)
    add_launcher(parser, "dist_test.sh")


def run(args: argparse.Namespace) -> int:
    """Test, and return the exit code."""
    from mmdet.evaluation import DumpDetResults
    from mmengine.runner import Runner

    from mmcsam.engine.checkpoint_fit import require_fitting
    from mmcsam.engine.required_images import require_images

    os.environ.setdefault("LOCAL_RANK", str(args.local_rank))
    with user_input():
        cfg = prepare(args)
    runner = Runner.from_cfg(cfg)
    with user_input():
        require_fitting(runner.model, args.checkpoint)
        require_images(cfg, "test")
        _ = runner.test_loop  # builds the data set and the metrics, which read their files
    if args.out:
        runner.test_evaluator.metrics.append(DumpDetResults(out_file_path=args.out))
    try:
        runner.test()
    except KeyboardInterrupt:
        print("\nstopped before the end: there are no figures", file=sys.stderr)
        return INTERRUPTED
    return DONE


def prepare(args: argparse.Namespace) -> "Config":
    """Return the config as the command line changes it, once all that it reads is there.

    Raises:
        FileNotFoundError: If the config, the data or the checkpoint does not exist.
        ValueError: If an option does not fit the config or the machine.
    """
    from mmcsam.engine.detection_limits import follow_data
    from mmcsam.engine.launch import read_config, require_checkpoint, use_processes
    from mmcsam.engine.recorded_intensity import use_recorded_intensity
    from mmcsam.engine.required_data import require_data
    from mmcsam.engine.test_time_augmentation import augment_test

    cfg = read_config(args.config, args.cfg_options, args.work_dir)
    require_checkpoint(args.checkpoint)
    require_data(cfg, "test")
    cfg.load_from = args.checkpoint
    if args.out or args.show_dir:
        use_whole_masks(cfg)
    if args.show_dir:
        if "visualization" not in cfg.get("default_hooks", {}):
            raise ValueError("--show-dir: the config has no visualization hook in default_hooks")
        cfg.default_hooks.visualization.update(draw=True, test_out_dir=args.show_dir)
    if args.tta:
        augment_test(cfg)
    notes = [use_recorded_intensity(cfg), follow_data(cfg, "test")]
    for note in filter(None, notes):
        print(f"note: {note}", flush=True)
    use_processes(cfg, args.launcher)
    return cfg


def use_whole_masks(cfg: "Config") -> None:
    """Let the detector return masks as tensors, as MMDetection's dump and pictures take them."""
    rcnn = (cfg.model.get("test_cfg") or {}).get("rcnn", {})
    if rcnn.get("mask_format") == "rle":
        rcnn["mask_format"] = "tensor"


def pickle_name(text: str) -> str:
    """Return the name of a pickle file as it is, or refuse it."""
    if not text.endswith((".pkl", ".pickle")):
        raise argparse.ArgumentTypeError(f"{text}: the file's name must end in .pkl or .pickle")
    return text
