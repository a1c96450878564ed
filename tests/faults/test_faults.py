"""Each fault a few times, on the commands that need no model."""

import shutil
import sys
from random import Random

import pytest

from tests.faults.faults import Trials
from tests.faults.jobs import make_jobs
from tests.faults.process import content, remains, start, wait


@pytest.fixture(scope="module")
def jobs(tmp_path_factory):
    return {job.name: job for job in make_jobs(tmp_path_factory.mktemp("data"), heavy=False)}


@pytest.mark.parametrize("name", ["convert segpc", "convert masks", "export", "check --sheet"])
def test_what_faults_leave(jobs, tmp_path, name):
    trials = Trials(jobs[name], tmp_path)
    rng = Random(name)
    for _ in range(3):
        trials.kill(rng)
    trials.no_room(rng)
    trials.in_pairs(rng)
    assert trials.record.wrong == []
    assert trials.record.counts["killed before the end"] > 0


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="no setpriv, to give up root's rights")
def test_read_only_folder(jobs, tmp_path):
    trials = Trials(jobs["convert segpc"], tmp_path)
    trials.no_rights(sys.executable)
    assert trials.record.wrong == []


def test_the_suite_notices(jobs, tmp_path):
    trials = Trials(jobs["check --sheet"], tmp_path)
    trials.whole["sheet.png"] = b"other"
    trials.kill(Random(0))
    assert any("other bytes" in each for each in trials.record.wrong)
    (tmp_path / ".a.part").touch()
    assert remains(tmp_path) == [".a.part"]
    assert content(tmp_path, ("log",)).keys() >= {".a.part", "out/sheet.png"}
    assert wait(start(["no such command"], tmp_path / "said")) == 2
