"""The four faults, and what has to hold after each."""

import os
import subprocess
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from .jobs import Job
from .process import KILLED, content, empty, remains, start, wait

# A second run may refuse what the first has finished; these commands want a folder of their own.
_WANTS_NEW = ("crops", "convert to-segpc")


@dataclass
class Record:
    """What was tried with one job.

    Attributes:
        counts: Of what was tried, by fault.
        wrong: What did not hold.
    """

    counts: Counter = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


class Trials:
    """Tries faults on one job.

    Args:
        job: The command.
        folder: Receives outputs and logs.
    """

    def __init__(self, job: Job, folder: Path) -> None:
        self.job, self.out, self.log = job, folder / "out", folder / "log"
        self.record = Record()
        empty(self.out)
        begin = time.monotonic()
        code = wait(start(job.words(self.out), self.log))
        self.seconds = time.monotonic() - begin
        if code not in (0, 1):
            raise RuntimeError(f"{job.name} ends with {code}: {self.log.read_text()[-500:]}")
        self.steps = int(self.log.read_text().splitlines()[-1])
        self.whole = content(self.out, job.by_time)
        self.largest = max(map(len, content(self.out).values()))

    def kill(self, rng: Random) -> None:
        """Kill it at a step on files or at any time; what is there is whole, and a run mends it."""
        self.record.counts["kills"] += 1
        empty(self.out)
        if rng.random() < 0.7:
            step = rng.randint(1, self.steps)
            code = wait(start(self.job.words(self.out), self.log, kill_at=step))
            where = f"killed before step {step} of {self.steps}"
        else:
            after = rng.uniform(0, self.seconds)
            code = wait(start(self.job.words(self.out), self.log), after)
            where = f"killed after {after:.2f} s of {self.seconds:.2f}"
        self.record.counts["killed before the end"] += code == KILLED
        self._check_whole(where)
        self._run_again(where)

    def no_room(self, rng: Random) -> None:
        """Let files grow to a size below that of the largest: an error says so, nothing is left."""
        self.record.counts["full disks"] += 1
        room = rng.randint(0, max(0, self.largest - 1))
        empty(self.out)
        code = wait(start(self.job.words(self.out), self.log, room=room))
        said = self.log.read_text(errors="replace")
        # What is logged ends there, too.
        if code not in (1, 2) or "Traceback" in said or "raised" in said:
            self.record.wrong.append(f"room for {room} bytes: exit {code}, {said[-200:]!r}")
        self._check_whole(f"room for {room} bytes")
        if remains(self.out):
            self.record.wrong.append(f"room for {room} bytes left {remains(self.out)[0]}")
        self._run_again(f"room for {room} bytes")

    def no_rights(self, python: str) -> None:
        """Run it where it may not write; an error names the folder."""
        self.record.counts["read-only folders"] += 1
        parent = empty(self.out)
        parent.chmod(0o555)
        words = [python, "-m", "mmcsam", *self.job.words(parent / "out")]
        drop = "-dac_override,-dac_read_search,-fowner"
        as_user = (
            ["setpriv", f"--bounding-set={drop}", f"--inh-caps={drop}"] if os.geteuid() == 0 else []
        )
        words[3:4] = str(words[3]).split()
        done = subprocess.run([*as_user, *map(str, words)], capture_output=True, text=True)
        parent.chmod(0o755)
        if done.returncode != 2 or "Traceback" in done.stderr or str(parent) not in done.stderr:
            self.record.wrong.append(f"read-only: exit {done.returncode}, {done.stderr[-200:]!r}")

    def in_pairs(self, rng: Random) -> None:
        """Run it twice at a time into one folder: the bytes of one run, or an error by one."""
        self.record.counts["pairs"] += 1
        empty(self.out)
        logs = self.log, self.log.with_name("log2")
        first = start(self.job.words(self.out), logs[0])
        time.sleep(rng.uniform(0, self.seconds / 2))
        second = start(self.job.words(self.out), logs[1])
        codes = wait(first), wait(second)
        said = "".join(log.read_text(errors="replace") for log in logs)
        if (
            not set(codes) <= {0, 1, 2}
            or min(codes) == 2
            or "Traceback" in said
            or "raised" in said
        ):
            self.record.wrong.append(f"in pairs: exit {codes}, {said[-200:]!r}")
        if content(self.out, self.job.by_time) != self.whole:
            self.record.wrong.append("in pairs: other bytes than those of one run")
        if remains(self.out):
            self.record.wrong.append(f"in pairs: left {remains(self.out)[0]}")

    def _check_whole(self, where: str) -> None:
        """What bears its final name is as a whole run writes it."""
        left = set(remains(self.out))
        for name, data in content(self.out, self.job.by_time).items():
            if name not in left and self.whole.get(name) != data:
                self.record.wrong.append(f"{where}: {name} is half-written")

    def _run_again(self, where: str) -> None:
        code = wait(start(self.job.words(self.out), self.log))
        done = content(self.out, self.job.by_time) == self.whole
        if code == 2 and self.job.name in _WANTS_NEW and done:
            code = 0  # the killed run had finished
        if code not in (0, 1):
            said = self.log.read_text(errors="replace")[-200:]
            self.record.wrong.append(f"{where}: the second run ends with {code}: {said!r}")
        elif not done:
            self.record.wrong.append(f"{where}: the second run gives other bytes")
        if remains(self.out):
            self.record.wrong.append(f"{where}: {remains(self.out)[0]} is still there")
