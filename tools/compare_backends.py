"""Compare a packed model with what it was exported to: cells, accuracy, seconds.

python tools/compare_backends.py cells.mmcsam exported/*.onnx --annotations truth.json --images src

The packed model, run by PyTorch, is what the others are compared with. They take turns image by
image, so that what else the machine does falls on all of them.
"""

import argparse
import sys
from pathlib import Path

MMCSAM_COMMAND = "compare_backends"
sys.path.append(str(Path(__file__).resolve().parents[1]))  # for a checkout that is not installed

from mmcsam.cli.arguments import CommandParser  # noqa: E402
from mmcsam.cli.exit_code import exit_code, finish, user_input  # noqa: E402
from mmcsam.jobs import write_json  # noqa: E402


def parse_args() -> argparse.Namespace:
    """Return what the command line says."""
    parser = CommandParser("python tools/compare_backends.py", __doc__)
    parser.add_argument("model", type=Path, help="packed model")
    parser.add_argument("exported", type=Path, nargs="+", help="what export-model wrote of it")
    parser.add_argument("--annotations", type=Path, required=True, help="COCO JSON of the images")
    parser.add_argument("--images", type=Path, required=True, help="folder of the images")
    parser.add_argument(
        "--class",
        dest="classes",
        nargs="+",
        default=["cell=plasma cell"],
        metavar="TRUE=MODEL'S",
        help="the model's class of each annotated one",
    )
    parser.add_argument("--threads", type=int, default=2, help="of each backend")
    parser.add_argument("--limit", type=int, help="take so many images alone")
    parser.add_argument("--out", type=Path, help="JSON file that receives the figures")
    args = parser.parse_args()
    for pair in args.classes:
        if "=" not in pair:
            parser.error(f"--class {pair}: expected TRUE=MODEL'S")
    return args


def run(args: argparse.Namespace) -> int:
    """Compare, print the table, and return the exit code."""
    from backend_comparison import compare_backends
    from tabulate import tabulate

    with user_input():
        rows = compare_backends(
            args.model,
            args.exported,
            args.annotations,
            args.images,
            dict(pair.split("=", 1) for pair in args.classes),
            args.threads,
            args.limit,
        )
        if args.out is not None:
            write_json(args.out, rows)
    return finish(tabulate(rows, headers="keys", tablefmt="github", floatfmt=".4g"))


if __name__ == "__main__":
    args = parse_args()
    sys.exit(exit_code(lambda: run(args)))
