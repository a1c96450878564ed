"""Train and test rows of a table, for several seeds."""

import json
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from reproduction.cascade_start import cascade_start
from reproduction.rows import CONFIGS, Row, Table
from subprocesses import (
    REPOSITORY,
    last_checkpoint,
    run_logged,
    script_words,
    training_words,
)

from mmcsam.jobs import write_json


@dataclass(frozen=True)
class Run:
    """A row with a seed."""

    row: Row
    seed: int

    @property
    def label(self) -> str:
        """Name of the run in the log."""
        return f"{self.row.name}, seed {self.seed}"


class Study:
    """Runs of rows and seeds in a folder; what is done there already is not done again.

    Args:
        table: The table that the rows are of.
        rows: The rows to run.
        seeds: Of the trainings.
        environment: Variables of the processes; they name the data, see ``prepare_data``.
        work_dir: Folder for everything.
        jobs: Trainings at a time, which share the processor's cores.
        gpus: Processes of each training, one per GPU; 0 for the CPU or a single GPU.
    """

    def __init__(
        self,
        table: Table,
        rows: list[Row],
        seeds: list[int],
        environment: dict[str, str],
        work_dir: Path,
        jobs: int = 1,
        gpus: int = 0,
    ) -> None:
        self.table = table
        self.rows = rows
        self.seeds = seeds
        self.dir = work_dir
        self.jobs = jobs
        self.gpus = gpus
        threads = max((os.cpu_count() or 1) // jobs, 1)
        self.environment = {"OMP_NUM_THREADS": str(threads), **environment}

    def run(self) -> dict[str, dict[int, dict]]:
        """Train and test what is missing and return each run's metrics, by row and seed.

        A run is tested when it is trained, so that what is stopped early has figures.
        """
        runs = [Run(row, seed) for row in self.rows for seed in self.seeds]
        first = []
        if self.table.start is not None:
            first += [partial(self._train_start, seed) for seed in self.seeds]
        if any(row.guided for row in self.rows):
            first += [partial(self._train_guide, seed) for seed in self.seeds]
        self._all(first)
        self._all([partial(self._train_and_test, run) for run in runs if run.row.tests is None])
        self._all([partial(self._test, run) for run in runs if run.row.tests is not None])
        return {
            row.name: {seed: read_json(self._metrics(Run(row, seed))) for seed in self.seeds}
            for row in self.rows
        }

    def minutes(self) -> dict[str, list[float]]:
        """Return what each training took since its last start, by row; nothing for the untrained.

        Trainings that ran at a time share the processor.
        """
        return {
            row.name: []
            if row.tests is not None
            else [
                read_json(self.folder(Run(row, seed)) / "training.json")["minutes_of_last_start"]
                for seed in self.seeds
            ]
            for row in self.rows
        }

    def folder(self, run: Run) -> Path:
        """Return a run's folder."""
        return self.dir / run.row.name / f"seed_{run.seed}"

    def checkpoint(self, run: Run) -> Path:
        """Return what a run tests: its own checkpoint, or that of the row that it names."""
        rows = {row.name: row for row in self.rows}
        trained = run if run.row.tests is None else Run(rows[run.row.tests], run.seed)
        return last_checkpoint(self.folder(trained))

    def predictions(self, run: Run) -> Path:
        """Return the COCO result list of a run's test."""
        return self.folder(run) / "predictions.segm.json"

    def _guide_dir(self, seed: int) -> Path:
        return self.dir / "guide_training" / f"seed_{seed}"

    def _start_dir(self, seed: int) -> Path:
        return self.dir / "start_training" / f"seed_{seed}"

    def _metrics(self, run: Run) -> Path:
        return self.folder(run) / "metrics.json"

    def _all(self, tasks: list[Callable[[], None]]) -> None:
        with ThreadPoolExecutor(self.jobs) as pool:
            futures = [pool.submit(task) for task in tasks]
            try:
                for future in futures:
                    future.result()
            except BaseException:  # Ctrl-C too: what has not begun shall not
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _train_guide(self, seed: int) -> None:
        config = CONFIGS / f"{self.table.guide}.py"
        self._train_config(config, self._guide_dir(seed), seed, [], f"guide, seed {seed}")

    def _train_start(self, seed: int) -> None:
        config = CONFIGS / f"{self.table.start}.py"
        self._train_config(config, self._start_dir(seed), seed, [], f"start, seed {seed}")

    def _train_and_test(self, run: Run) -> None:
        options = self._guide_option(run)
        if self.table.start is not None:
            start = last_checkpoint(self._start_dir(run.seed))
            options.append(f"load_from={cascade_start(start) if run.row.cascaded else start}")
        self._train_config(run.row.path, self.folder(run), run.seed, options, run.label)
        self._test(run)

    def _guide_option(self, run: Run) -> list[str]:
        if not run.row.guided:
            return []
        return [f"model.guide.checkpoint={last_checkpoint(self._guide_dir(run.seed))}"]

    def _train_config(
        self, config: Path, folder: Path, seed: int, options: list[str], label: str
    ) -> None:
        done = folder / "training.json"
        if done.is_file():
            return
        options = [f"randomness.seed={seed}", *options]
        words = training_words(config, folder, options)
        if self.gpus:
            script = str(REPOSITORY / "tools/dist_train.sh")
            words = ["bash", script, str(config), str(self.gpus), *words[3:]]
        start = time.perf_counter()
        run_logged(words, self.environment, folder / "train.log", f"[{label}] ")
        minutes = (time.perf_counter() - start) / 60
        write_json(done, {"minutes_of_last_start": round(minutes, 1), "command": words})

    def _test(self, run: Run) -> None:
        metrics = self._metrics(run)
        if metrics.is_file():
            return
        folder = self.folder(run)
        test = script_words(
            "tools/test.py",
            run.row.path,
            self.checkpoint(run),
            "--work-dir",
            folder / "test",
            "--cfg-options",
            f"test_evaluator.0.outfile_prefix={folder / 'predictions'}",
            *self._guide_option(run),
        )
        truth, found = self.environment["MMCSAM_VALIDATION"], self.predictions(run)
        evaluate = script_words("tools/evaluate.py", truth, found, "--json", metrics)
        for words in (test, evaluate):
            run_logged(words, self.environment, folder / "test.log", f"[{run.label}] ")


def read_json(path: Path) -> dict:
    """Read a JSON file."""
    return json.loads(path.read_text())
