"""How many cores there are."""

import os

import pytest

from mmcsam.jobs.cores import available_cores


def test_those_of_this_process(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {1, 5, 6}, raising=False)
    assert available_cores() == 3


@pytest.mark.parametrize(("count", "cores"), [(4, 4), (None, 1)])
def test_where_the_system_does_not_say(monkeypatch, count, cores):
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: count)
    assert available_cores() == cores
