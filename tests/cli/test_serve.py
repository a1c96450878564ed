"""``serve``, as a user types it."""

import json
import os
import re
import signal
import subprocess
import sys
from urllib.request import urlopen

import pytest
from fake_backend import pack_tiny_model
from repository import ROOT
from web_project import draw_image, draw_images

from mmcsam.cli import main

ENVIRONMENT = {**os.environ, "no_proxy": "*", "OMP_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"}


class Served:
    """A page in a process of its own.

    Attributes:
        address: Where it is.
        said: Lines before that.
    """

    def __init__(self, *words):
        command = [sys.executable, "-m", "mmcsam", "serve", *map(str, words), "--port", "0"]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT
        )
        self.said = []
        for line in self.process.stdout:
            if line.startswith("http://"):
                self.address = line.strip().rstrip("/")
                return
            self.said.append(line)
        raise AssertionError(self.process.stderr.read())

    def get(self, path):
        return json.load(urlopen(f"{self.address}/api/{path}", timeout=60))

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        out, errors = self.process.communicate(timeout=120)
        return self.process.returncode, out, errors


@pytest.fixture
def scans(tmp_path):
    return draw_images(tmp_path / "scans", "a.png")


def test_the_documented_script(tmp_path, scans):
    model = pack_tiny_model(tmp_path / "tiny.mmcsam")
    served = Served(scans, "--model", model)
    try:
        [code] = re.findall(r"```python\n(.*?)```", (ROOT / "docs/api.md").read_text(), re.DOTALL)
        assert len(code.strip().splitlines()) <= 20
        words = [sys.executable, "-c", code, served.address]
        done = subprocess.run(words, capture_output=True, text=True, env=ENVIRONMENT, timeout=300)
        assert done.returncode == 0, done.stderr
        first, *_, url = done.stdout.splitlines()
        assert first.startswith("a.png ") and re.fullmatch(r"/api/exports/cells-\S+\.zip", url)
        assert served.get("images")[0]["state"] == "ready"
        assert served.get("project")["model"] == "tiny"
        assert main("serve", str(scans), "--port", "0") == 2  # it is open already
    finally:
        code, out, errors = served.stop()
    assert (code, errors) == (0, "")
    assert "everything is saved" in out
    assert (scans / "mmcsam-project/instances.json").is_file()


def test_ctrl_c_and_a_second_start(tmp_path, scans):
    project = tmp_path / "project"
    served = Served("--project", project, scans)
    with urlopen(f"{served.address}/api/events", timeout=60) as news:  # somebody looks at it
        assert news.readline() == b": hello\n"
        assert served.stop(signal.SIGINT)[0] == 0
    draw_image(scans / "b.png")
    served = Served("--project", project)
    assert [image["name"] for image in served.get("images")] == ["a.png", "b.png"]
    served.stop(signal.SIGKILL)


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["none"], "none: no folder, expected one of images"),
        (["--model", "none.mmcsam"], "none.mmcsam"),
        (["--port", "99999999"], "127.0.0.1:99999999: no such port"),
        (["--host", "256.1.1.1"], "256.1.1.1:8765"),
    ],
)
def test_what_is_wrong_is_a_line(words, error, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main("serve", *words) == 2
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith("error: ") and error in last


def test_missing_libraries(monkeypatch, capsys):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert main("serve") == 2
    assert 'pip install "mmcsam[page]"' in capsys.readouterr().err
