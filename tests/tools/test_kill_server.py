"""A server of the page that is killed in mid-work and started again."""

import socket
import sys
import threading

import pytest
from page_images import PageImages
from repository import ROOT

pytest.importorskip("fastapi")
sys.path.insert(0, str(ROOT / "tools"))


def test_what_was_acknowledged_is_there_after_a_kill(tmp_path):
    from simulation.corrector import Corrector
    from simulation.killed_server import KilledServer
    from simulation.page_client import PageClient
    from simulation.session import correct_images

    images = PageImages(tmp_path / "images")
    for number in range(3):
        images.add_discs(f"{number}.png")
    folder = images.write()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    script = ROOT / "tests/samples/page_server.py"
    server = KilledServer([sys.executable, script, folder, tmp_path / "project", port], seed=1)
    client = PageClient(f"http://127.0.0.1:{port}")
    corrector = Corrector(client, {})
    stop = threading.Event()
    killer = threading.Thread(
        target=server.kill_again_and_again,
        args=(2, client, lambda: corrector.ledger.entries, stop),
    )
    server.start()
    try:
        client.wait_for_server()
        killer.start()
        assert correct_images(corrector, folder / "instances.json", 10) == 3
        killer.join()
        client.wait_for_server()
        corrector.ledger.check(client)
        finished = [image["finished"] for image in client.call("GET", "/images")]
        assert finished == [True] * 3
        assert server.kills == 2
        assert corrector.edits["outline_in_box"] > 3
    finally:
        stop.set()
        server.kill()
