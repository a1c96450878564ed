"""Training through the command line is killed, resumed and split."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from mmengine.runner.checkpoint import CheckpointLoader
from repository import ROOT

SECONDS = 300  # per subprocess; each takes some ten to twenty on two cores


@contextlib.contextmanager
def started(command, cwd):
    """Start a command in a process group of its own, and leave nothing of it behind."""
    with open(cwd / "log.txt", "a") as log:
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=cwd,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def finish(command, cwd):
    with started(command, cwd) as process:
        code = process.wait(SECONDS)
    assert code == 0, (cwd / "log.txt").read_text()[-4000:]


def train(config, work_dir, *options):
    command = [sys.executable, ROOT / "tools" / "train.py", config, "--work-dir", work_dir]
    return [*command, *options]


def scalars(work_dir):
    """Return what each run in a work dir logged, by iteration; the runs in order."""
    runs = []
    for path in sorted(work_dir.glob("*/vis_data/scalars.json")):
        lines = [json.loads(line) for line in path.read_text().splitlines()]
        runs.append({line["iter"]: line for line in lines if "loss" in line})
    return runs


def test_killed_and_resumed(environment, tmp_path):
    """Train the demo's guide, then its detector; kill that one behind a checkpoint and resume."""
    short = ["--cfg-options", "train_dataloader.num_workers=0", "val_dataloader.num_workers=0"]
    short += ["train_dataloader.persistent_workers=False"]
    short += ["val_dataloader.persistent_workers=False", "default_hooks.logger.interval=1"]
    guide = train(ROOT / "configs/unet_demo.py", tmp_path / "unet", *short)
    guide += ["train_cfg.max_iters=4", "train_cfg.val_interval=4"]
    guide += ["default_hooks.checkpoint.interval=4"]
    finish(guide, tmp_path)

    work_dir, last = tmp_path / "csam", 18
    detector = train(ROOT / "configs/csam_demo.py", work_dir, *short)
    detector += [f"model.guide.checkpoint={tmp_path / 'unet' / 'iter_4.pth'}"]
    detector += ["train_dataloader.batch_size=1", "default_hooks.checkpoint.interval=3"]
    detector += [f"train_cfg.max_iters={last}", f"train_cfg.val_interval={last}"]
    with started(detector, tmp_path) as process:
        wait_for(work_dir / "last_checkpoint", process)
        os.killpg(process.pid, signal.SIGKILL)
    saved = Path((work_dir / "last_checkpoint").read_text())
    done = int(saved.stem.removeprefix("iter_"))
    assert 3 <= done < last
    finish([*detector, "--resume"], tmp_path)

    first, second = scalars(work_dir)
    assert list(first)[:done] == list(range(1, done + 1))
    assert list(second) == list(range(done + 1, last + 1))
    # The warm-up goes on where it was: every iteration adds the same.
    rates = [(first if step <= done else second)[step]["lr"] for step in range(1, last + 1)]
    assert np.diff(rates) == pytest.approx(rates[1] - rates[0])
    assert all(np.isfinite(line["loss"]) for line in second.values())
    assert Path((work_dir / "last_checkpoint").read_text()).name == f"iter_{last}.pth"
    check_guide(tmp_path / "unet" / "iter_4.pth", work_dir / f"iter_{last}.pth")
    log = (tmp_path / "log.txt").read_text()
    assert "coco/segm_mAP" in log
    assert "mIoU" in log


def wait_for(path, process):
    """Wait until a file is there and not empty."""
    end = time.monotonic() + SECONDS
    while not path.is_file() or not path.read_text():
        assert process.poll() is None, f"ended with {process.returncode}, but without {path}"
        assert time.monotonic() < end, f"no {path} within {SECONDS} s"
        time.sleep(0.02)


def check_guide(guide, detector):
    """The guide's weights are in the detector's checkpoint, untouched by the training."""
    trained, carried = weights(guide), weights(detector)
    assert all(name.startswith("segmentor.") for name in trained)
    for name, value in trained.items():
        assert torch.equal(carried[f"guide.{name}"], value), name


def weights(path):
    return CheckpointLoader.load_checkpoint(str(path), map_location="cpu")["state_dict"]


SPLIT = """
_base_ = [
    "{root}/tests/samples/tiny_detector.py",
    "{root}/configs/_base_/segpc.py",
    "{root}/configs/_base_/runtime.py",
]
# Samplers that keep every proposal draw no random numbers.
model = dict(
    train_cfg=dict(rpn=dict(sampler=dict(num=10**6)), rcnn=dict(sampler=dict(num=10**6)))
)
train_dataloader = dict(
    batch_size=1,
    num_workers=0,
    persistent_workers=False,
    sampler=dict(type="InfiniteSampler", shuffle=False),
    dataset=dict(
        ann_file="{sample}/coco/instances_validation.json",
        filter_cfg=dict(filter_empty_gt=False),
        pipeline=[
            dict(type="LoadImageFromFile"),
            dict(type="LoadAnnotations", with_bbox=True, with_mask=True),
            dict(type="PackDetInputs"),
        ],
    ),
)
val_dataloader = val_evaluator = test_dataloader = test_evaluator = None
train_cfg = dict(type="IterBasedTrainLoop", max_iters=2)
optim_wrapper = dict(type="OptimWrapper", optimizer=dict(type="SGD", lr=0.01))
randomness = dict(seed=0, diff_rank_seed=False)
log_processor = dict(by_epoch=False, window_size=1)
default_hooks = dict(logger=dict(interval=1), checkpoint=dict(by_epoch=False, interval=1))
"""


def test_two_processes_train_as_one(environment, sample, monkeypatch, tmp_path):
    """Two processes of one image an iteration against one that accumulates two images a step.

    MMDetection normalises losses in each process, and DistributedDataParallel averages the
    gradients over the processes. A single process that halves each of two losses and adds up their
    gradients before it steps does the same sum, so every weight must agree after each step. The
    ranks take images (0, 2) and (1, 3): rank 0 must log the losses that the single process logs
    at its iterations 1 and 3. Nothing is random: no shuffling or flips, statistics of batch
    normalisation are frozen, and samplers keep every proposal. One of the images has no cell, so
    one process once has no mask to learn from while the other waits for its gradients.
    """
    config = tmp_path / "split.py"
    config.write_text(SPLIT.format(root=ROOT, sample=sample))
    coco = json.loads((sample / "coco" / "instances_validation.json").read_text())
    assert len({annotation["image_id"] for annotation in coco["annotations"]}) == 3
    assert len(coco["images"]) == 4

    two, one = tmp_path / "two", tmp_path / "one"
    script = ["bash", ROOT / "tools" / "dist_train.sh", config, 2, "--work-dir", two]
    monkeypatch.setenv("PORT", str(free_port()))
    finish(script, tmp_path)
    steps = ["--cfg-options", "optim_wrapper.accumulative_counts=2", "train_cfg.max_iters=4"]
    finish(train(config, one, *steps), tmp_path)

    (split,), (whole,) = scalars(two), scalars(one)
    assert (list(split), list(whole)) == ([1, 2], [1, 2, 3, 4])
    for ours, theirs in ((1, 1), (2, 3)):
        losses = {name: value for name, value in whole[theirs].items() if "loss" in name}
        assert {name: split[ours][name] for name in losses} == pytest.approx(losses, rel=1e-4)
    before = None
    for ours, theirs in (("iter_1.pth", "iter_2.pth"), ("iter_2.pth", "iter_4.pth")):
        ours, theirs = weights(two / ours), weights(one / theirs)
        torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-6)
        if before is not None:  # what is compared does move, by far more than the tolerance
            moved = max((ours[name] - value).abs().max() for name, value in before.items())
            assert moved > 1e-3
        before = ours


def test_a_lost_process_ends_the_run(environment, sample, monkeypatch, tmp_path):
    """Kill one of two processes in mid-run: the run ends with an error, and can be resumed."""
    config = tmp_path / "split.py"
    config.write_text(SPLIT.format(root=ROOT, sample=sample))
    work_dir = tmp_path / "run"
    script = ["bash", ROOT / "tools" / "dist_train.sh", config, 2, "--work-dir", work_dir]
    port = free_port()
    monkeypatch.setenv("PORT", str(port))
    endless = ["train_cfg.max_iters=100000", "default_hooks.checkpoint.max_keep_ckpts=2"]
    with started([*script, "--cfg-options", *endless], tmp_path) as launcher:
        try:
            wait_for(work_dir / "last_checkpoint", launcher)
            os.kill(ranks(port)[1], signal.SIGKILL)
            assert launcher.wait(SECONDS) != 0
        finally:
            left = ranks(port)
            for process in left.values():
                os.kill(process, signal.SIGKILL)
    assert not left  # the launcher ended the other one
    assert "Signal 9 (SIGKILL)" in (tmp_path / "log.txt").read_text()

    done = int(Path((work_dir / "last_checkpoint").read_text()).stem.removeprefix("iter_"))
    monkeypatch.setenv("PORT", str(free_port()))
    finish([*script, "--resume", "--cfg-options", f"train_cfg.max_iters={done + 1}"], tmp_path)
    assert list(scalars(work_dir)[-1]) == [done + 1]
    assert Path((work_dir / "last_checkpoint").read_text()).name == f"iter_{done + 1}.pth"


def ranks(port):
    """Return the process ids of a run by rank; each has left its launcher's process group."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (folder / "environ").read_bytes().decode(errors="replace").split("\0")
            variables = dict(word.split("=", 1) for word in words if "=" in word)
            if variables.get("MASTER_PORT") == str(port) and "RANK" in variables:
                found[int(variables["RANK"])] = int(folder.name)
    return found


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
