"""Find out how large a guide must be: train guides of several crop sizes and widths.

python tools/guide_sizes.py --data path/to/TCIA_SegPC_dataset

Each is trained on the training images' crops at 512x384 and measured on the validation images':
IoU, boundary IoU, what leaks into other cells, milliseconds a crop. Nine guides take about one and
a half hours a seed on two idle cores, by their multiply-adds. Interrupted, it goes on where it
stopped when the same command is given again.
"""

import argparse
import shlex
import sys
from pathlib import Path

MMCSAM_COMMAND = "guide_sizes"
sys.path.append(str(Path(__file__).resolve().parents[1]))  # for a checkout that is not installed

from reproduction.data import prepare_data  # noqa: E402
from reproduction.guide_sizes import GuideSize, GuideSizes  # noqa: E402
from reproduction.guide_sizes_report import guide_sizes_markdown  # noqa: E402
from reproduction.hardware import hardware  # noqa: E402

from mmcsam.cli.arguments import CommandParser  # noqa: E402
from mmcsam.cli.exit_code import exit_code, finish, user_input  # noqa: E402
from mmcsam.jobs import write_json, write_text  # noqa: E402


def parse_args() -> argparse.Namespace:
    """Return what the command line says."""
    parser = CommandParser("python tools/guide_sizes.py", __doc__)
    parser.add_argument("--data", type=Path, required=True, help="SegPC-2021's folder")
    parser.add_argument(
        "--crops", nargs="+", type=int, default=[32, 64, 128], help="sides of the crops, in pixels"
    )
    parser.add_argument(
        "--channels", nargs="+", type=int, default=[16, 32, 64], help="of the U-Net's first block"
    )
    parser.add_argument("--seeds", nargs="+", type=int, default=[0], help="of the trainings")
    parser.add_argument("--iterations", type=int, default=300, help="of 16 crops each")
    parser.add_argument(
        "--work-dir", type=Path, default=Path("work_dirs/guide_sizes"), help="folder for everything"
    )
    parser.add_argument(
        "--record",
        type=Path,
        metavar="FILE",
        help="JSON with all figures, written after each guide (default: record.json in the work "
        "dir)",
    )
    args = parser.parse_args()
    if not args.data.is_dir():
        parser.error(f"--data {args.data}: no such folder")
    if any(size < 8 or size % 8 for size in args.crops):
        parser.error("--crops: the U-Net halves its crops three times; give multiples of 8")
    if min(args.channels) < 1 or args.iterations < 1:
        parser.error("--channels and --iterations must be 1 or more")
    return args


def study(args: argparse.Namespace) -> int:
    """Train, measure, write record and table; return the exit code."""
    args.work_dir = args.work_dir.resolve()
    command = shlex.join(["python", "tools/guide_sizes.py", *sys.argv[1:]])
    record = args.record or args.work_dir / "record.json"
    results = []
    with user_input():
        runner = GuideSizes(
            prepare_data(args.data, "1", args.work_dir), args.work_dir, args.iterations
        )
        for seed in args.seeds:
            for crop_size in args.crops:
                for channels in args.channels:
                    results.append(runner.result(GuideSize(crop_size, channels, seed)))
                    about = {"hardware": hardware(), "command": command}
                    write_json(record, {**about, "guides": results})
    text = guide_sizes_markdown(results, [f"{hardware()}; `{command}`"])
    write_text(args.work_dir / "results.md", text)
    return finish(f"\n{text}\nrecord   {record}")


if __name__ == "__main__":
    args = parse_args()
    again = "interrupted; the same command goes on from here"
    sys.exit(exit_code(lambda: study(args), again))
