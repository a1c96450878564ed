"""What one of several processes of a test does; a spawned process cannot import a test's file."""

import json

import torch
from mmdet.registry import METRICS

import mmcsam  # noqa: F401, registers the metric


def evaluate_in_process(rank, port, folder, samples):
    """Evaluate every second sample, and write the figures of all to ``<rank>.json``."""
    torch.distributed.init_process_group(
        "gloo", init_method=f"tcp://127.0.0.1:{port}", rank=rank, world_size=2
    )
    metric = METRICS.build({"type": "InstanceMaskMetric", "ann_file": str(folder / "truth.json")})
    metric.collect_dir = str(folder / "parts")
    for one in samples[rank::2]:
        metric.process({}, [one.to_dict()])
    figures = metric.evaluate(len(samples))
    (folder / f"{rank}.json").write_text(json.dumps(figures))
    torch.distributed.destroy_process_group()
