"""Run the benchmarks: a peer and ours side by side in one process, on the GPU where there is one.

python tools/benchmark/run.py --only B1 B2 --json benchmark.json

Each benchmark is a module of this folder with a function ``run(repeats)`` that gives rows; add it
to BENCHMARKS. The converter's has a script of its own, convert.py.
"""

import argparse
import importlib
import json
from dataclasses import asdict
from pathlib import Path

BENCHMARKS = {
    "B1": "b01_rle",
    "B2": "b02_paste",
    "B3": "b03_targets",
    "B4": "b04_features",
    "B5": "b05_detector",
    "B6": "b06_training",
    "B7": "b07_guide",
    "B8": "b08_cascade",
    "B11": "b11_evaluation",
    "B12": "b12_precision",
    "B13": "b13_parameters",
    "B14": "b14_folder",
    "B15": "b15_tiles",
    "B16": "b16_cold_start",
    "B17": "b17_memory",
    "B18": "b18_runtimes",
    "B19": "b19_stages",
}


def parse_args() -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--only",
        nargs="+",
        choices=BENCHMARKS,
        default=list(BENCHMARKS),
        metavar="ID",
        help=f"of {', '.join(BENCHMARKS)} (default: all)",
    )
    parser.add_argument("--repeats", type=int, default=5, help="after a warm-up (default: 5)")
    parser.add_argument(
        "--full-size",
        action="store_true",
        help="detectors at 2560x1920 on the CPU too, half an hour; always so on a GPU",
    )
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    return parser.parse_args()


def main() -> None:
    """Measure and print."""
    args = parse_args()
    import harness
    from mmdet.utils import register_all_modules

    register_all_modules()
    harness.FULL_SIZE |= args.full_size
    print(harness.hardware())
    print(f"medians of {args.repeats}, of fewer where a run takes minutes; ratio: peer's over ours")
    print(
        f"{'id':4}{'what':62}{'peer':>14}{'ours':>14}{'ratio':>8}{'target':>8}{'met':>6}  results"
    )
    rows = []
    for name in args.only:
        for row in importlib.import_module(BENCHMARKS[name]).run(args.repeats):
            print(line(row), flush=True)
            rows.append({**asdict(row), "ratio": row.ratio, "met": row.met})
    if args.json:
        args.json.write_text(json.dumps({"hardware": harness.hardware(), "rows": rows}, indent=2))


def line(row) -> str:
    """Return a row of the table."""
    number = "{:14,.0f}" if row.exact else "{:14,.1f}"
    figures = number.format(row.peer) + number.format(row.ours)
    ratio = "exact" if row.exact else f"{row.ratio:.1f}"
    target = "-" if row.target is None else f"{row.target:g}"
    if row.exact:
        target = "exact"
    elif row.limit is not None:
        target = f"<={row.limit:g}"
    met = {True: "yes", False: "NO", None: "-"}[row.met]
    return f"{row.id:4}{row.what:62}{figures}{ratio:>8}{target:>8}{met:>6}  {row.equality}"


if __name__ == "__main__":
    main()
