"""Train k guides, each without one k-th of the training images, for OutOfFoldGuide.

python tools/train_oof_guides.py configs/unet_segpc.py --folds 5

Interrupted, it goes on where it stopped when the command is given again.
"""

import argparse
import shlex
import subprocess
import sys
from pathlib import Path

MMCSAM_COMMAND = "train_oof_guides"
sys.path.append(str(Path(__file__).resolve().parents[1]))  # for a checkout that is not installed

from mmcsam.cli.arguments import CommandParser, add_config_options  # noqa: E402
from mmcsam.cli.exit_code import DONE, UnusableInputError, exit_code, user_input  # noqa: E402

TRAIN = Path(__file__).resolve().with_name("train.py")


def parse_args() -> argparse.Namespace:
    """Return what the command line says."""
    parser = CommandParser("python tools/train_oof_guides.py", __doc__)
    parser.add_argument("config", help="config of the guide's training")
    parser.add_argument("--folds", type=int, default=5, help="number of guides")
    parser.add_argument(
        "--work-dir",
        type=Path,
        help="folder of the output (default: work_dirs/<name of the config>_oof)",
    )
    add_config_options(parser)
    return parser.parse_args()


def train_fold(args, work_dir: Path, fold: int, train: Path, val: Path) -> None:
    """Train one guide, unless it is there already, and keep its weights as ``fold_<k>.pth``."""
    weights = work_dir / f"fold_{fold}.pth"
    if weights.is_file():
        print(f"fold {fold}: {weights} is there already", flush=True)
        return
    run_dir = work_dir / f"fold_{fold}"
    command = [sys.executable, str(TRAIN), args.config, "--work-dir", str(run_dir)]
    if (run_dir / "last_checkpoint").is_file():
        command.append("--resume")
    command += [
        "--cfg-options",
        f"train_dataloader.dataset.ann_file={train}",
        f"val_dataloader.dataset.ann_file={val}",
        *args.cfg_options,
    ]
    print(f"fold {fold}: {shlex.join(command)}", flush=True)
    code = subprocess.run(command).returncode
    if code:
        raise UnusableInputError(f"the training of fold {fold} ended with exit code {code}")
    keep_weights(Path((run_dir / "last_checkpoint").read_text().strip()), weights)


def keep_weights(checkpoint: Path, path: Path) -> None:
    """Write a checkpoint's weights alone, without the optimiser's state."""
    import torch

    from mmcsam.jobs import whole_file
    from mmcsam.ops.checkpoint import read_weights

    weights = read_weights(checkpoint)
    with whole_file(path) as part:
        torch.save({"state_dict": weights}, part)


def last_figures(run_dir: Path) -> dict[str, float]:
    """Return the last validation's figures of a run."""
    from mmcsam.visualization.training_curves import read_scalars

    series = read_scalars(run_dir)
    return {
        name: list(series[name].values())[-1]
        for name in ("roi_IoU", "neighbour_leak")
        if name in series
    }


def train_guides(args: argparse.Namespace) -> int:
    """Train the guides and print their figures; return the exit code."""
    from tabulate import tabulate

    from mmcsam.datasets.folds import write_folds
    from mmcsam.engine.launch import read_config
    from mmcsam.engine.required_data import require_data

    work_dir = (args.work_dir or Path("work_dirs") / f"{Path(args.config).stem}_oof").resolve()
    with user_input():
        cfg = read_config(args.config, args.cfg_options)
        require_data(cfg, "train")
        dataset = cfg.train_dataloader.dataset
        ann_file = Path(dataset.get("data_root") or "", dataset.ann_file)
        files = write_folds(ann_file, work_dir, args.folds)
    for fold, (train, val) in enumerate(files):
        train_fold(args, work_dir, fold, train, val)
    names = ("roi_IoU", "neighbour_leak")
    rows = [
        (fold, *map(last_figures(work_dir / f"fold_{fold}").get, names))
        for fold in range(args.folds)
    ]
    print("\nof each guide on the images it has not seen:")
    print(tabulate(rows, ("fold", *names), "plain", floatfmt=".4f", missingval="-"))
    print(
        f"\nIn the detector's config: guide=dict(type='OutOfFoldGuide', checkpoints=[...]) with "
        f"{work_dir}/fold_0.pth to fold_{args.folds - 1}.pth,\nand dict(type='LoadGuideFold', "
        f"folds='{work_dir / 'folds.json'}') in the training pipeline."
    )
    return DONE


if __name__ == "__main__":
    args = parse_args()
    again = "interrupted; the same command goes on from here"
    sys.exit(exit_code(lambda: train_guides(args), again))
