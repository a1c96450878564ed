"""Find out how many images a lab must outline: train on few real images, from two starts.

python tools/few_labels.py --data path/to/TCIA_SegPC_dataset

Trains the model that comes with mmcsam further on 5, 10, 20 and 50 training images, for several
seeds, and as a comparison the same network from ImageNet's weights; tests on the validation images.
Interrupted, it goes on where it stopped when the same command is given again.
"""

import argparse
import shlex
import sys
from pathlib import Path

MMCSAM_COMMAND = "few_labels"
sys.path.append(str(Path(__file__).resolve().parents[1]))  # for a checkout that is not installed

from reproduction.data import prepare_data  # noqa: E402
from reproduction.few_labels import STARTS, FewLabels, FewLabelsRun  # noqa: E402
from reproduction.few_labels_report import draw_few_labels, few_labels_markdown  # noqa: E402

from mmcsam.cli.arguments import CommandParser  # noqa: E402
from mmcsam.cli.exit_code import exit_code, finish, user_input  # noqa: E402
from mmcsam.jobs import write_json, write_text  # noqa: E402


def parse_args() -> argparse.Namespace:
    """Return what the command line says."""
    parser = CommandParser("python tools/few_labels.py", __doc__)
    parser.add_argument("--data", type=Path, required=True, help="SegPC-2021's folder")
    parser.add_argument("--model", help="packed model to start from (default: the bundled one)")
    parser.add_argument(
        "--images",
        nargs="+",
        type=int,
        default=[0, 5, 10, 20, 50],
        help="numbers of real images; 0 tests the model as it comes",
    )
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2], help="of the trainings")
    parser.add_argument(
        "--starts", nargs="+", choices=STARTS, default=STARTS, help="what trainings start from"
    )
    parser.add_argument(
        "--iterations", type=int, default=250, help="of trainings from ImageNet's weights"
    )
    parser.add_argument(
        "--work-dir", type=Path, default=Path("work_dirs/few_labels"), help="folder for everything"
    )
    args = parser.parse_args()
    if not args.data.is_dir():
        parser.error(f"--data {args.data}: no such folder")
    if min(args.images) < 0 or args.iterations <= 50:
        parser.error("--images must be 0 or more, --iterations above 50 (the warm-up)")
    return args


def study(args: argparse.Namespace) -> int:
    """Train, test, write table and curve; return the exit code."""
    from mmcsam.inference.model.catalogue import find_model

    args.work_dir = args.work_dir.resolve()
    with user_input():
        environment = prepare_data(args.data, "1", args.work_dir)
        runner = FewLabels(find_model(args.model), environment, args.work_dir, args.iterations)
        # Once untrained; seeds before sizes, so that an early stop leaves whole seeds.
        runs = [FewLabelsRun("drawn", 0, 0)] if 0 in args.images else []
        runs += [
            FewLabelsRun(start, images, seed)
            for seed in args.seeds
            for images in args.images
            for start in args.starts
            if images
        ]
        results = []
        for run in runs:
            results.append(runner.result(run))
            write_json(args.work_dir / "results.json", results)
    command = shlex.join(["python", "tools/few_labels.py", *sys.argv[1:]])
    text = few_labels_markdown(results, command)
    write_text(args.work_dir / "results.md", text)
    picture = draw_few_labels(results, args.work_dir / "few_labels.png")
    return finish(f"\n{text}\ncurve    {picture}")


if __name__ == "__main__":
    args = parse_args()
    again = "interrupted; the same command goes on from here"
    sys.exit(exit_code(lambda: study(args), again))
