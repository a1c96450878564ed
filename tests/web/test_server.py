import socket

import pytest
from fake_backend import pack_tiny_model
from web_project import draw_images

from mmcsam.inference.model import catalogue
from mmcsam.web import server as module
from mmcsam.web.server import Server


@pytest.fixture
def scans(tmp_path):
    return draw_images(tmp_path / "scans", "a.png")


def opened(server):
    said = []
    project = server._open(said.append)
    project.close()
    return project, said


def test_model_is_remembered(tmp_path, scans):
    file = pack_tiny_model(tmp_path / "tiny.mmcsam")
    project, said = opened(Server(scans, model=str(file)))
    assert project.settings.classes == ("cell",) and not said
    assert project.path == scans / "mmcsam-project"
    again, _ = opened(Server(scans))
    assert again.settings.model == "tiny" and again.model_path() == file


def test_model_that_comes_with_it(tmp_path, scans, monkeypatch):
    file = pack_tiny_model(tmp_path / "bundled.mmcsam")
    monkeypatch.setattr(module, "DEFAULT", "bundled")
    for name in ("mmcsam.web.server", "mmcsam.web.project.project"):
        monkeypatch.setattr(f"{name}.model_files", lambda *_: {"bundled": file})
    project, _ = opened(Server(scans))
    assert project.settings.model == "bundled" and not project.settings.models


def test_damaged_model_that_comes_with_it(scans, tmp_path, monkeypatch):
    """One byte of its weights is another one: its card can still be read."""
    real = next(known for known in catalogue.known_models() if known.origin == "bundled")
    content = bytearray(real.path.read_bytes())
    content[-1] ^= 1
    (tmp_path / real.location).write_bytes(content)
    listed = tmp_path / "models.json"
    listed.write_bytes(real.path.with_name("models.json").read_bytes())
    monkeypatch.setattr(catalogue, "_BUNDLED", listed)
    for model in (None, real.name):
        with pytest.raises(ValueError, match=f"not the model {real.name} .*install it again"):
            opened(Server(scans, model=model))
    assert not (scans / "mmcsam-project").exists()
    opened(Server(scans, model=str(pack_tiny_model(tmp_path / "tiny.mmcsam"))))


def test_no_model_is_said(scans, monkeypatch):
    monkeypatch.setattr(module, "model_files", lambda *_: {})
    project, said = opened(Server(scans))
    assert project.settings.model is None and "no model is chosen" in said[0]


def test_wrong_model_lets_the_project_go(scans, tmp_path):
    (tmp_path / "bad.mmcsam").write_bytes(b"x")
    for _ in range(2):
        with pytest.raises(ValueError, match="no packed model"):
            opened(Server(scans, model=str(tmp_path / "bad.mmcsam")))
    opened(Server(scans))


def test_port_in_use():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=f"127.0.0.1:{port}: address already in use.*--port"):
            Server(port=port)._listen()


def test_address_and_token():
    with Server(port=0)._listen() as listening:
        port = listening.getsockname()[1]
        assert Server()._address(listening, None) == f"http://127.0.0.1:{port}/"
        other = Server(host="0.0.0.0")._address(listening, "t")
        assert other == f"http://{socket.gethostname()}:{port}/?token=t"
        assert Server(host="::1")._address(listening, None) == f"http://[::1]:{port}/"
    assert Server().token != Server().token and "token" not in repr(Server())
