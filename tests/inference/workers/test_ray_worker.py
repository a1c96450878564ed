"""Work on a Ray cluster of this machine, of which a node is lost."""

import threading
import time

import cv2
import pytest
from fake_backend import draw_discs, pack_tiny_model
from repository import ROOT
from run_files import files_of
from slow_backend import SlowBackend

from mmcsam.inference import Segmenter, predict_files
from mmcsam.inference.workers.crew import Crew

ray = pytest.importorskip("ray")


@pytest.fixture
def cluster(monkeypatch):
    """Return a cluster of two nodes with a worker each, and a head without any."""
    from ray.cluster_utils import Cluster

    monkeypatch.setenv("PYTHONPATH", f"{ROOT}/tests/samples")  # for the workers
    cluster = Cluster(
        initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False}
    )
    cluster.nodes = [cluster.add_node(num_cpus=1) for _ in range(2)]
    yield cluster
    ray.shutdown()
    cluster.shutdown()


def test_a_lost_nodes_work_is_done_again(cluster, tmp_path):
    (tmp_path / "src").mkdir()
    for number in range(12):
        image = draw_discs(1700 if number == 8 else 120, 100, number % 4, number)
        assert cv2.imwrite(str(tmp_path / f"src/{number}.png"), image)
    model = pack_tiny_model(tmp_path / "tiny.mmcsam")

    def predict(out, **options):
        segmenter = Segmenter(model, tile=1024)
        segmenter.backend = SlowBackend()
        return predict_files(segmenter, [tmp_path / "src"], out, ("coco", "labels"), **options)

    predict(tmp_path / "alone")
    out = tmp_path / "out"

    def lose_a_node():
        while not len(list(out.glob(".parts/*.json"))) > 2:
            time.sleep(0.05)
        cluster.remove_node(cluster.nodes[0], allow_graceful=False)

    killer = threading.Thread(target=lose_a_node, daemon=True)
    killer.start()
    report = predict(out, crew=Crew(ray=cluster.address))
    killer.join()
    assert (report.images, report.problems) == (12, [])
    assert files_of(out) == files_of(tmp_path / "alone")


def test_no_cluster():
    with pytest.raises(ConnectionError, match="no Ray cluster answers.*ray start --head"):
        next(Crew(ray="auto").predict(None, [("a", None)]))
