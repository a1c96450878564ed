"""Try every reader and every command on mutated files, and count how each input ends.

python -m tests.fuzz --inputs 100000 --seed 7

An input is right if it ends in the right value, or in an error of the project's own that names the
file. A stopped run goes on when the command is given again.
"""

import argparse
import json
import sys
import time
from pathlib import Path

from mmcsam.jobs.whole_file import write_json

from .campaign import Tally, run_inputs
from .readers import all_readers
from .table import table

_STEP = 250  # inputs between two notes of how far a run is


def main() -> int:
    """Run, print the table, and return 1 if anything is wrong."""
    parser = argparse.ArgumentParser("python -m tests.fuzz", description=__doc__.partition("\n")[0])
    parser.add_argument("--inputs", type=int, default=2000, help="in all (default: 2000)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", nargs="+", help="words of the names of readers to try")
    parser.add_argument("--input", type=int, help="this one input of each reader")
    parser.add_argument("--state", type=Path, help="where the run notes how far it is")
    parser.add_argument("--keep", type=Path, help="folder for inputs that end wrong")
    args = parser.parse_args()
    readers = [
        reader
        for reader in all_readers()
        if not args.only or any(word in reader.name for word in args.only)
    ]
    state = args.state or Path(f"work_dirs/fuzz-{args.seed}-{args.inputs}.json")
    tallies = {} if args.input is not None or args.only else _read(state)
    total = sum(reader.share for reader in readers)
    begin = time.monotonic()
    for reader in readers:
        tally = tallies.setdefault(reader.name, Tally())
        count = max(1, round(args.inputs * reader.share / total))
        numbers = range(tally.tried, count)
        if args.input is not None:
            numbers = range(args.input, args.input + 1)
        for number, outcome in run_inputs(reader, args.seed, numbers, args.keep):
            tally.add(number, outcome)
            if outcome.kind == "wrong":
                print(f"{reader.name} {number}: {outcome.detail}", flush=True)
            if tally.tried % _STEP == 0 or number == count - 1:
                done = sum(each.tried for each in tallies.values())
                said = f"{reader.name}: {tally.tried} of {count}; {done} in all"
                print(f"{said}, {time.monotonic() - begin:.0f} s", file=sys.stderr, flush=True)
                if not args.only and args.input is None:
                    write_json(state, {name: vars(each) for name, each in tallies.items()})
    print(table(tallies))
    return int(any(tally.wrong for tally in tallies.values()))


def _read(state: Path) -> dict[str, Tally]:
    if not state.is_file():
        return {}
    content = json.loads(state.read_text(encoding="utf-8"))
    return {
        name: Tally(each["tried"], each["counts"], [tuple(one) for one in each["wrong"]])
        for name, each in content.items()
    }


if __name__ == "__main__":
    sys.exit(main())
