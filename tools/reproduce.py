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

from reproduction.results import draw_curves, markdown
from reproduction.rows import TABLES
from reproduction.study import Run, Study
from subprocesses import ScriptError, run_logged, script_words, write_json

CONVERTERS = {
    "1": ("data_converters/segpc2coco.py", ["--leak-free", "--allow-skips"]),
    "2": ("data_converters/yeast2coco.py", []),
}


def parse_args(argv=None):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--data", type=Path, required=True, help="SegPC-2021's folder, for table 2 the yeast's"
    )
    parser.add_argument("--table", choices=["1", "2"], default="1", help="of the paper (1)")
    parser.add_argument(
        "--scale",
        choices=["paper", "small"],
        default="paper",
        help="paper: the paper's models and images, for GPUs; small: an R-18 on images of 320x240, "
        "for two processor cores (paper)",
    )
    parser.add_argument("--rows", nargs="+", metavar="ROW", help="some rows only (all)")
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2], help="(0 1 2)")
    parser.add_argument("--work-dir", type=Path, help="(work_dirs/reproduce_<table>_<scale>)")
    parser.add_argument("--jobs", type=int, default=1, help="trainings at a time (1)")
    parser.add_argument("--gpus", type=int, default=0, help="processes of a training, one a GPU")
    args = parser.parse_args(argv)
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


def prepare_data(args) -> dict[str, str]:
    """Convert the data once and return the variables that tell the configs where it is."""
    annotations = args.work_dir / "annotations"
    environment = {
        # Threads that spin while they wait take the cores from each other.
        "OMP_WAIT_POLICY": "PASSIVE",
        **os.environ,
        "SEGPC_ROOT": str(args.data.resolve()),
        "SEGPC_ANNOTATIONS": str(annotations),
        "YEAST_ROOT": str(annotations),
        "MMCSAM_VALIDATION": str(annotations / "instances_validation.json"),
    }
    if not Path(environment["MMCSAM_VALIDATION"]).is_file():
        script, options = CONVERTERS[args.table]
        words = script_words(script, args.data, "--out", annotations, *options)
        run_logged(words, environment, args.work_dir / "convert.log")
    return environment


def main():
    args = parse_args()
    table = TABLES[args.table, args.scale]
    args.work_dir = args.work_dir.resolve()
    try:
        rows = table.named(args.rows)
        environment = prepare_data(args)
        study = Study(table, rows, args.seeds, environment, args.work_dir, args.jobs, args.gpus)
        metrics = study.run()
    except (OSError, ValueError, ScriptError) as error:
        sys.exit(f"reproduce.py: {error}")
    except KeyboardInterrupt:
        sys.exit("\ninterrupted; the same command goes on from here")
    lines = [
        f"Table {args.table}, scale {args.scale}, seeds {', '.join(map(str, args.seeds))}; mean ± "
        "standard deviation over the seeds. The paper's figure is of its own model and split.",
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, {args.jobs} "
        f"trainings at a time, {args.gpus or 'no'} GPUs named.",
        f"`{shlex.join(['python', 'tools/reproduce.py', *sys.argv[1:]])}`",
    ]
    text = markdown(table, rows, metrics, study.minutes(), lines)
    (args.work_dir / "results.md").write_text(text, encoding="utf-8")
    write_json(args.work_dir / "results.json", metrics)
    folders = {row.name: [study.folder(Run(row, seed)) for seed in args.seeds] for row in rows}
    picture = draw_curves(rows, folders, args.work_dir / "curves.png")
    print(f"\n{text}\ntable    {args.work_dir / 'results.md'}\ncurves   {picture}")


if __name__ == "__main__":
    main()
