"""Kill commands, give them no room, no rights and company, and look at what they leave.

python -m tests.faults --kills 200

Whatever happens: what bears its final name is whole, and the next run gives the bytes of a run that
nothing happened to, and leaves no remains.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from random import Random

from .faults import Trials
from .jobs import make_jobs

_FAULTS = ("kills", "killed before the end", "full disks", "read-only folders", "pairs")


def main() -> int:
    """Run, print the table, and return 1 if anything did not hold."""
    parser = argparse.ArgumentParser(
        "python -m tests.faults", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("--kills", type=int, default=200, help="in all (default: 200)")
    parser.add_argument("--others", type=int, default=3, help="full disks and pairs a command")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--quick", action="store_true", help="without the commands that need a model"
    )
    parser.add_argument("--only", nargs="+", help="names of commands")
    args = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        data = Path(folder, "data")
        data.mkdir()
        jobs = [
            job for job in make_jobs(data, not args.quick) if not args.only or job.name in args.only
        ]
        print(f"| command | {' | '.join(_FAULTS)} | wrong |\n|---|{'---:|' * (len(_FAULTS) + 1)}")
        for place, job in enumerate(jobs):
            rng = Random(f"{args.seed}/{job.name}")
            trials = Trials(job, Path(folder, str(place)))
            for _ in range(-(-(args.kills - place) // len(jobs))):
                trials.kill(rng)
            for _ in range(args.others):
                trials.no_room(rng)
                trials.in_pairs(rng)
            trials.no_rights(sys.executable)
            record = trials.record
            counts = " | ".join(str(record.counts[fault]) for fault in _FAULTS)
            print(f"| {job.name} | {counts} | {len(record.wrong)} |", flush=True)
            for each in record.wrong:
                print(f"{job.name}: {each}", file=sys.stderr, flush=True)
            wrong += len(record.wrong)
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
