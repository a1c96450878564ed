import os

import pytest

from mmcsam.jobs.problem import UnusableFileError
from mmcsam.web.project.project_lock import ProjectLock


def test_one_at_a_time(tmp_path):
    first = ProjectLock(tmp_path / "lock")
    with pytest.raises(UnusableFileError, match=f"open already, by process {os.getpid()} on"):
        ProjectLock(tmp_path / "lock")
    first.release()
    ProjectLock(tmp_path / "lock").release()
