"""Train a detector or a guide from its config, like MMDetection's script of the same name.

python tools/train.py configs/csam_r50_segpc.py
"""

import argparse
import os
import shlex
import sys


def parse_args(argv=None):
    parser = argparse.ArgumentParser(description="Train a detector or a guide from its config.")
    parser.add_argument("config", help="config file")
    parser.add_argument(
        "--work-dir", help="folder for logs and checkpoints (work_dirs/<name of the config>)"
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
    parser.add_argument(
        "--cfg-options",
        nargs="+",
        action="extend",
        type=key_value,
        default=[],
        metavar="KEY=VALUE",
        help="settings that override the config: a.b=1 c=[1,2] d='[(1,2)]', no blanks",
    )
    parser.add_argument(
        "--launcher",
        choices=["none", "pytorch", "slurm", "mpi"],
        default="none",
        help="what starts several processes; tools/dist_train.sh sets it",
    )
    # torch.distributed.launch writes either spelling, by version.
    parser.add_argument("--local-rank", "--local_rank", type=int, default=0, help=argparse.SUPPRESS)
    return parser.parse_args(argv)


def key_value(text):
    if "=" not in text:
        raise argparse.ArgumentTypeError(f"expected KEY=VALUE, got {text!r}")
    return text


def use_amp(cfg):
    from mmengine.device import get_device

    if get_device() == "cpu":
        sys.exit("--amp needs a GPU and this machine shows none: train without it.")
    cfg.optim_wrapper.type = "AmpOptimWrapper"
    cfg.optim_wrapper.setdefault("loss_scale", "dynamic")


def use_auto_scale_lr(cfg, config):
    if "base_batch_size" not in cfg.get("auto_scale_lr", {}):
        sys.exit(f"--auto-scale-lr: {config} sets no auto_scale_lr.base_batch_size to scale from.")
    cfg.auto_scale_lr.enable = True


def resume(cfg, checkpoint):
    from mmcsam.engine.launch import require_checkpoint

    cfg.resume = True
    if checkpoint == "auto":
        cfg.load_from = None
    else:
        require_checkpoint(checkpoint)
        cfg.load_from = checkpoint


def how_to_resume(cfg, launcher):
    if not os.path.exists(os.path.join(cfg.work_dir, "last_checkpoint")):
        return "No checkpoint was written yet."
    if launcher != "none":
        return f"To go on, repeat the command with --resume (checkpoints in {cfg.work_dir})."
    words = [sys.executable, *sys.argv]
    return f"To go on: {shlex.join(words if '--resume' in words else [*words, '--resume'])}"


def main():
    args = parse_args()
    os.environ.setdefault("LOCAL_RANK", str(args.local_rank))
    # Not above: `mim train` reads -h first, which must answer at once and in any installation.
    # mmcsam comes before mmengine, for it checks the installation.
    from mmcsam.engine.launch import read_config, use_processes

    try:
        cfg = read_config(args.config, args.cfg_options, args.work_dir)
        use_processes(cfg, args.launcher)
        if args.resume:
            resume(cfg, args.resume)
    except (FileNotFoundError, RuntimeError) as error:
        sys.exit(f"train.py: {error}")
    if args.amp:
        use_amp(cfg)
    if args.auto_scale_lr:
        use_auto_scale_lr(cfg, args.config)
    from mmengine.runner import Runner

    runner = Runner.from_cfg(cfg)
    try:
        runner.train()
    except KeyboardInterrupt:
        if runner.rank == 0:
            print(f"\nInterrupted. {how_to_resume(cfg, args.launcher)}", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    main()
