"""Readers of weights: checkpoints, packed models, tensors of yeast; some of them hostile."""

import io
import json
import os
import struct
import zipfile
from collections import OrderedDict
from pathlib import Path
from random import Random
from typing import Any

import torch

from mmcsam.converters.yeast.tensor_file import read_tensor
from mmcsam.inference.model.model_card import ModelCard
from mmcsam.inference.model.packed_model import read_packed_model, write_packed_model
from mmcsam.ops.checkpoint import read_weights

from .byte_mutation import mutate_bytes
from .json_mutation import json_bytes, mutate_json
from .reader import Contradiction, Reader

_WHOLE = 0.1


class _Evil:
    """Runs something when it is unpickled, if anything lets it."""

    def __init__(self, what: str) -> None:
        self.what = what

    def __reduce__(self) -> tuple:
        if self.what == "system":
            return os.system, ("touch executed",)
        if self.what == "eval":
            return eval, ("open('/tmp/executed', 'w')",)
        return os.mkdir, ("/tmp/executed-by-pickle",)


class CheckpointReader(Reader):
    name, share = "checkpoints", 60

    def write(self, rng: Random, folder: Path) -> Path:
        weights = _weights(rng)
        content: Any = OrderedDict(weights)
        if rng.random() < 0.7:
            content = {"state_dict": content, "meta": {"epoch": 3, "seed": rng.random()}}
        hostile = rng.random() < 0.15
        if hostile:
            content = {**content, "optimizer": _Evil(rng.choice(("system", "eval", "mkdir")))}
        file = io.BytesIO()
        new = rng.random() < 0.8
        torch.save(content, file, _use_new_zipfile_serialization=new)
        data = file.getvalue()
        self.truth = weights if new and not hostile else None
        if rng.random() >= _WHOLE and not hostile:
            data, self.truth = mutate_archive(rng, data) if new else mutate_bytes(rng, data), None
        path = folder / "epoch_1.pth"
        path.write_bytes(data)
        return path

    def read(self, path: Path) -> Any:
        return read_weights(path)

    def judge(self, path: Path, value: dict) -> bool:
        if self.truth is not None:
            return _same_weights(value, self.truth)
        try:
            theirs = torch.load(path, "cpu", weights_only=True)
        except Exception:
            return False
        theirs = theirs.get("state_dict", theirs)
        if not isinstance(theirs, dict):
            return False
        theirs = {
            k: v for k, v in theirs.items() if isinstance(k, str) and isinstance(v, torch.Tensor)
        }
        return _same_weights(value, theirs)


class PackedModelReader(Reader):
    name, share = "packed models", 60

    def write(self, rng: Random, folder: Path) -> Path:
        self.truth = _weights(rng)
        path = folder / "cells.mmcsam"
        write_packed_model(path, ModelCard("a", ("cell",), {"type": "MaskRCNN"}, []), self.truth)
        if rng.random() < _WHOLE:
            return path
        self.truth = None
        data = path.read_bytes()
        if rng.random() < 0.6:
            (length,) = struct.unpack("<Q", data[:8])
            header = json.loads(data[8 : 8 + length])
            if rng.random() < 0.5:
                card = mutate_json(rng, json.loads(header["__metadata__"]["mmcsam_card"]))
                header["__metadata__"]["mmcsam_card"] = json_bytes(rng, card).decode(
                    "utf-8", "replace"
                )
            else:
                header = mutate_json(rng, header)
            head = json_bytes(rng, header)
            data = struct.pack("<Q", len(head)) + head + data[8 + length :]
        else:
            data = mutate_bytes(rng, data)
        path.write_bytes(data)
        return path

    def read(self, path: Path) -> Any:
        return read_packed_model(path)[1]

    def judge(self, path: Path, value: dict) -> bool:
        if self.truth is not None:
            return _same_weights(value, self.truth)
        data = path.read_bytes()
        (length,) = struct.unpack("<Q", data[:8])
        header = json.loads(data[8 : 8 + length])
        if not all(isinstance(entry, dict) for entry in header.values()):
            return False
        kinds = {"F32": torch.float32, "I64": torch.int64}
        theirs = {}
        for name, entry in header.items():
            if name == "__metadata__":
                continue
            begin, end = entry["data_offsets"]
            if entry["dtype"] not in kinds:
                return False
            part = bytearray(data[8 + length + begin : 8 + length + end])
            flat = torch.frombuffer(part, dtype=kinds[entry["dtype"]]) if part else torch.empty(0)
            theirs[name] = flat.reshape(entry["shape"])
        return _same_weights(value, theirs)


class YeastTensorReader(Reader):
    name, share = "tensors of yeast (.pt)", 40

    def write(self, rng: Random, folder: Path) -> Path:
        kind = rng.choice((torch.float32, torch.bfloat16, torch.int64, torch.bool, torch.float64))
        content: Any = (torch.rand(rng.randint(0, 4), 9, 7, generator=_generator(rng)) * 3).to(kind)
        self.truth = content
        if rng.random() < 0.15:
            self.truth = None
            content = rng.choice(([content], _Evil("system"), _Evil("mkdir"), {"a": content}, 3))
        file = io.BytesIO()
        torch.save(content, file, _use_new_zipfile_serialization=rng.random() < 0.8)
        data = file.getvalue()
        if rng.random() >= _WHOLE:
            data, self.truth = mutate_archive(rng, data), None
        path = folder / "1.pt"
        path.write_bytes(data)
        return path

    def read(self, path: Path) -> Any:
        return read_tensor(path, path.name)

    def judge(self, path: Path, value: Any) -> bool:
        if self.truth is None:
            return False
        return _same_weights(
            {"": torch.from_numpy(value)}, {"": self.truth.to(torch.from_numpy(value).dtype)}
        )


def mutate_archive(rng: Random, data: bytes) -> bytes:
    """Change an entry of a ZIP file with a right checksum, or any bytes."""
    if rng.random() < 0.4 or data[:2] != b"PK":
        return mutate_bytes(rng, data)
    source = zipfile.ZipFile(io.BytesIO(data))
    names = source.namelist()
    chosen, file = rng.choice(names), io.BytesIO()
    if rng.random() < 0.5:
        chosen = next(name for name in names if name.endswith("data.pkl"))
    with zipfile.ZipFile(file, "w") as target:
        for name in names:
            content = source.read(name)
            if name == chosen:
                if rng.random() < 0.1:
                    continue
                content = mutate_bytes(rng, content)
            target.writestr(name, content)
    return file.getvalue()


def _generator(rng: Random) -> torch.Generator:
    return torch.Generator().manual_seed(rng.randrange(2**31))


def _weights(rng: Random) -> dict[str, torch.Tensor]:
    made = _generator(rng)
    names = ("conv.weight", "conv.bias", "bn.num_batches_tracked", "fc.weight")[: rng.randint(1, 4)]
    return {
        name: torch.tensor(3)
        if name.endswith("tracked")
        else torch.rand(rng.randint(1, 4), rng.randint(1, 5), generator=made)
        for name in names
    }


def _same_weights(ours: dict, theirs: dict) -> bool:
    if ours.keys() != theirs.keys():
        raise Contradiction(f"the names are {list(theirs)}, ours {list(ours)}")
    for name, value in theirs.items():
        if ours[name].dtype != value.dtype or not _equal(ours[name], value):
            raise Contradiction(f"{name} differs")
    return True


def _equal(ours: torch.Tensor, theirs: torch.Tensor) -> bool:
    return ours.shape == theirs.shape and torch.allclose(
        ours.double(), theirs.double(), rtol=0, atol=0, equal_nan=True
    )


READERS = (CheckpointReader, PackedModelReader, YeastTensorReader)
