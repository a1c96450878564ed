"""Train rows of the paper's tables for several seeds and write a table of the results.

python tools/reproduce.py --data path/to/TCIA_SegPC_dataset --scale small --jobs 2
python tools/reproduce.py --data path/to/yeast --table 2 --rows msfl csam --gpus 4

Each row's guide, training and test run as the commands that you would give by hand. Interrupted, it
goes on where it stopped when the same command is given again.

--scale lite compares mask heads on an EfficientNet-Lite0 from ImageNet's weights at 512x384: every
mask branch is trained on the same frozen boxes, cascades as a whole, all for 250 iterations. On two
idle cores a seed of all rows takes about 2 hours (estimated from an iteration's processor seconds);
seeds that are named later go on from there.
"""

import argparse
import shlex
import sys
from pathlib import Path

MMCSAM_COMMAND = "reproduce"
sys.path.append(str(Path(__file__).resolve().parents[1]))  # for a checkout that is not installed

from reproduction.data import prepare_data  # noqa: E402
from reproduction.hardware import hardware  # noqa: E402
from reproduction.record_table import record_markdown  # noqa: E402
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
        choices=["paper", "small", "lite"],
        default="paper",
        help="paper: the paper's models and images, for GPUs; small: an R-18 on images of 320x240, "
        "for two processor cores; lite: see above",
    )
    parser.add_argument("--rows", nargs="+", metavar="ROW", help="some rows only (default: all)")
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2], help="of the trainings")
    parser.add_argument(
        "--work-dir",
        type=Path,
        help="folder for everything (default: work_dirs/reproduce_<table>_<scale>)",
    )
    parser.add_argument(
        "--record",
        type=Path,
        metavar="FILE",
        help="with --scale lite, JSON with all figures (default: record.json in the work dir)",
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
    if args.record and args.scale != "lite":
        parser.error("--record: only --scale lite makes one")
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
    write_json(args.work_dir / "results.json", metrics)
    text, written = (report_heads if args.scale == "lite" else report_table)(args, study, metrics)
    write_text(args.work_dir / "results.md", text)
    return finish(f"\n{text}\ntable    {args.work_dir / 'results.md'}\n{written}")


def report_heads(args: argparse.Namespace, study: Study, metrics: dict) -> tuple[str, str]:
    """Write the record of a comparison of mask heads; return its tables and what was written."""
    from reproduction.record import make_record

    record = make_record(study, metrics, {"hardware": machine(args), "command": command()})
    path = args.record or args.work_dir / "record.json"
    write_json(path, record)
    return record_markdown(record, study.rows), f"record   {path}"


def report_table(args: argparse.Namespace, study: Study, metrics: dict) -> tuple[str, str]:
    """Draw the curves of a table of the paper; return the table and what was written."""
    lines = [
        f"Table {args.table}, scale {args.scale}, seeds {', '.join(map(str, args.seeds))}; mean ± "
        "standard deviation over the seeds. The paper's figure is of its own model and split.",
        f"{machine(args)}.",
        f"`{command()}`",
    ]
    rows = study.rows
    folders = {row.name: [study.folder(Run(row, seed)) for seed in args.seeds] for row in rows}
    picture = draw_curves(rows, folders, args.work_dir / "curves.png")
    return markdown(study.table, rows, metrics, study.minutes(), lines), f"curves   {picture}"


def machine(args: argparse.Namespace) -> str:
    """Return what the trainings ran on."""
    gpus = args.gpus or "no"
    return f"{hardware()}, {args.jobs} trainings at a time, {gpus} GPUs named"


def command() -> str:
    """Return the command line."""
    return shlex.join(["python", "tools/reproduce.py", *sys.argv[1:]])


if __name__ == "__main__":
    args = parse_args()
    again = "interrupted; the same command goes on from here"
    sys.exit(exit_code(lambda: reproduce(args), again))
