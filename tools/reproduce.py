"""Train rows of the paper's tables for several seeds and write a table of the results.

python tools/reproduce.py --data path/to/TCIA_SegPC_dataset --scale small --jobs 2
python tools/reproduce.py --data path/to/yeast --table 2 --rows msfl csam --gpus 4

Each row's guide, training and test run as the commands that you would give by hand. Interrupted, it
goes on where it stopped when the same command is given again.
"""

import argparse
import os
import platform
import shlex
import sys
from pathlib import Path

MMCSAM_COMMAND = "reproduce"
sys.path.append(str(Path(__file__).resolve().parents[1]))  # for a checkout that is not installed

from reproduction.data import prepare_data  # noqa: E402
from reproduction.results import draw_curves, markdown  # noqa: E402
from reproduction.rows import TABLES  # noqa: E402
from reproduction.study import Run, Study  # noqa: E402

from mmcsam.cli.arguments import CommandParser  # noqa: E402
from mmcsam.cli.exit_code import exit_code, finish, user_input  # noqa: E402
from mmcsam.jobs import write_json, write_text  # noqa: E402


def parse_args() -> argparse.Namespace:
    """Return what the command line says."""
    parser = CommandParser("python tools/reproduce.py", __doc__)
    parser.add_argument(
        "--data", type=Path, required=True, help="SegPC-2021's folder, for table 2 the yeast's"
    )
    parser.add_argument("--table", choices=["1", "2"], default="1", help="of the paper")
    parser.add_argument(
        "--scale",
        choices=["paper", "small"],
        default="paper",
        help="paper: the paper's models and images, for GPUs; small: an R-18 on images of 320x240, "
        "for two processor cores",
    )
    parser.add_argument("--rows", nargs="+", metavar="ROW", help="some rows only (default: all)")
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2], help="of the trainings")
    parser.add_argument(
        "--work-dir",
        type=Path,
        help="folder for everything (default: work_dirs/reproduce_<table>_<scale>)",
    )
    parser.add_argument("--jobs", type=int, default=1, help="trainings at a time")
    parser.add_argument(
        "--gpus",
        type=int,
        default=0,
        help="processes of a training, one a GPU; 0 for the CPU or a single GPU",
    )
    args = parser.parse_args()
    if (args.table, args.scale) not in TABLES:
        parser.error(f"--scale {args.scale}: table {args.table} has rows for --scale paper only")
    if not args.data.is_dir():
        parser.error(f"--data {args.data}: no such folder")
    if args.jobs < 1 or args.gpus < 0:
        parser.error("--jobs must be 1 or more, --gpus 0 or more")
    if args.jobs > 1 and args.gpus:
        parser.error("--jobs and --gpus: trainings on several GPUs run one after the other")
    args.work_dir = args.work_dir or Path(f"work_dirs/reproduce_{args.table}_{args.scale}")
    return args


def reproduce(args: argparse.Namespace) -> int:
    """Train, test and write the tables; return the exit code."""
    table = TABLES[args.table, args.scale]
    args.work_dir = args.work_dir.resolve()
    with user_input():
        rows = table.named(args.rows)
        environment = prepare_data(args.data, args.table, args.work_dir)
        study = Study(table, rows, args.seeds, environment, args.work_dir, args.jobs, args.gpus)
        metrics = study.run()
    lines = [
        f"Table {args.table}, scale {args.scale}, seeds {', '.join(map(str, args.seeds))}; mean ± "
        "standard deviation over the seeds. The paper's figure is of its own model and split.",
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, {args.jobs} "
        f"trainings at a time, {args.gpus or 'no'} GPUs named.",
        f"`{shlex.join(['python', 'tools/reproduce.py', *sys.argv[1:]])}`",
    ]
    text = markdown(table, rows, metrics, study.minutes(), lines)
    write_text(args.work_dir / "results.md", text)
    write_json(args.work_dir / "results.json", metrics)
    folders = {row.name: [study.folder(Run(row, seed)) for seed in args.seeds] for row in rows}
    picture = draw_curves(rows, folders, args.work_dir / "curves.png")
    return finish(f"\n{text}\ntable    {args.work_dir / 'results.md'}\ncurves   {picture}")


if __name__ == "__main__":
    args = parse_args()
    again = "interrupted; the same command goes on from here"
    sys.exit(exit_code(lambda: reproduce(args), again))
