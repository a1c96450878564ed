"""Draw a config's learning rate over the iterations of its training.

python tools/plot_schedule.py configs/csam_x101_segpc.py --epoch-length 75
"""

import argparse
import sys
from pathlib import Path

MMCSAM_COMMAND = "plot_schedule"
sys.path.append(str(Path(__file__).resolve().parents[1]))  # for a checkout that is not installed

from mmcsam.cli.arguments import CommandParser, add_config_options  # noqa: E402
from mmcsam.cli.exit_code import exit_code, finish, user_input  # noqa: E402


def parse_args() -> argparse.Namespace:
    """Return what the command line says."""
    parser = CommandParser("python tools/plot_schedule.py", __doc__)
    parser.add_argument("config", help="config file")
    parser.add_argument(
        "--epoch-length",
        type=int,
        default=75,
        help="iterations of an epoch: images over batch size (default: 75, SegPC-2021's 298 images "
        "in batches of 4); no data are read",
    )
    parser.add_argument(
        "--out",
        type=Path,
        help="PNG file to write (default: schedule_<name of the config>.png)",
    )
    add_config_options(parser)
    args = parser.parse_args()
    if args.epoch_length < 1:
        parser.error(f"--epoch-length must be 1 or more, got {args.epoch_length}")
    return args


def learning_rates(cfg, epoch_length: int) -> list[float]:
    """Return the learning rate of every iteration, from the schedulers that a training would use.

    Args:
        cfg: The whole config.
        epoch_length: Iterations of an epoch.
    """
    import torch
    from mmdet.registry import PARAM_SCHEDULERS
    from mmengine.optim import build_optim_wrapper
    from mmengine.registry import init_default_scope

    import mmcsam.components  # noqa: F401, registers the schedulers

    init_default_scope("mmdet")
    by_epoch = cfg.train_cfg.type == "EpochBasedTrainLoop"
    length = cfg.train_cfg.max_epochs * epoch_length if by_epoch else cfg.train_cfg.max_iters
    ends = {True: -(-length // epoch_length), False: length}
    # The schedule is that of plain steps; mixed precision would ask for a GPU.
    wrapper = dict(cfg.optim_wrapper, type="OptimWrapper")
    wrapper.pop("loss_scale", None)
    optimizer = build_optim_wrapper(torch.nn.Linear(1, 1), wrapper)
    settings = cfg.get("param_scheduler") or []
    schedulers = []
    for one in settings if isinstance(settings, list) else [settings]:
        one = dict(one)
        one.setdefault("end", ends[one.get("by_epoch", True)])
        defaults = dict(optimizer=optimizer, epoch_length=epoch_length)
        schedulers.append(PARAM_SCHEDULERS.build(one, default_args=defaults))
    rates = []
    for iteration in range(1, length + 1):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        # As MMEngine's ParamSchedulerHook: iterations first, then epochs.
        for by_epoch in (False, True):
            if not by_epoch or iteration % epoch_length == 0:
                for scheduler in schedulers:
                    if scheduler.by_epoch == by_epoch:
                        scheduler.step()
    return rates


def plot(args: argparse.Namespace) -> int:
    """Draw the schedule; return the exit code."""
    from mmcsam.engine.launch import read_config
    from mmcsam.visualization.training_curves import draw_training_curves

    with user_input():
        cfg = read_config(args.config, args.cfg_options)
    rates = learning_rates(cfg, args.epoch_length)
    name = Path(args.config).stem
    out = args.out or Path(f"schedule_{name}.png")
    with user_input():
        draw_training_curves({f"lr of {name}": dict(enumerate(rates, start=1))}, out)
    return finish(f"{len(rates)} iterations, {min(rates):.3g} to {max(rates):.3g}: {out}")


if __name__ == "__main__":
    args = parse_args()
    sys.exit(exit_code(lambda: plot(args)))
