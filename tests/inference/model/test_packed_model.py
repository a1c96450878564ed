"""One file holds card and weights."""

import hashlib

import pytest
import torch
from little_room import room_for
from safetensors.torch import save_file

from mmcsam.inference.model.model_card import ModelCard
from mmcsam.inference.model.packed_model import (
    file_sha256,
    read_card,
    read_packed_model,
    write_packed_model,
)

CARD = ModelCard("a", ("cell",), {"type": "MaskRCNN"}, [])
WEIGHTS = {"b": torch.arange(6.0).reshape(2, 3).T, "a": torch.tensor([1, 2])}


def test_round_trip(tmp_path):
    path = write_packed_model(tmp_path / "new/a.mmcsam", CARD, WEIGHTS)
    card, weights = read_packed_model(path)
    assert card == CARD == read_card(path)
    assert weights.keys() == WEIGHTS.keys()
    assert all(torch.equal(weights[name], WEIGHTS[name]) for name in WEIGHTS)
    assert [file.name for file in path.parent.iterdir()] == ["a.mmcsam"]


def test_the_same_model_gives_the_same_bytes(tmp_path):
    one = write_packed_model(tmp_path / "a.mmcsam", CARD, WEIGHTS)
    other = write_packed_model(tmp_path / "b.mmcsam", CARD, dict(reversed(WEIGHTS.items())))
    assert one.read_bytes() == other.read_bytes()
    assert file_sha256(one) == hashlib.sha256(one.read_bytes()).hexdigest()


def test_half(tmp_path):
    path = write_packed_model(tmp_path / "a.mmcsam", CARD, WEIGHTS, half=True)
    weights = read_packed_model(path)[1]
    assert weights["b"].dtype == torch.float16
    assert weights["a"].dtype == torch.int64


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_weights_that_are_no_numbers(tmp_path, value):
    weights = {"a.weight": torch.zeros(1), "c.bias": torch.tensor([0.0, value])}
    path = tmp_path / "a.mmcsam"
    with pytest.raises(ValueError, match=r"a\.mmcsam: the weight c\.bias has values that are NaN"):
        write_packed_model(path, CARD, weights)
    for each in (torch.float32, torch.float16):
        kept = {name: tensor.to(each) for name, tensor in weights.items()}
        save_file(kept, path, {"mmcsam_card": CARD.to_json()})
        with pytest.raises(ValueError, match=r"a\.mmcsam: the weight c\.bias has values that are"):
            read_packed_model(path)


def test_numbers_that_16_bits_cannot_hold(tmp_path):
    with pytest.raises(ValueError, match=r"the weight b reaches 1e\+05, expected at most 65,504"):
        write_packed_model(tmp_path / "a.mmcsam", CARD, {"b": torch.tensor([-1e5])}, half=True)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk(tmp_path):
    path = tmp_path / "a.mmcsam"
    weights = {"a": torch.arange(50_000.0)}
    with room_for(20_000), pytest.raises(OSError, match=r"a\.mmcsam: .*expected room for what"):
        write_packed_model(path, CARD, weights)
    assert list(tmp_path.iterdir()) == []


def test_other_files(tmp_path):
    path = tmp_path / "a.mmcsam"
    with pytest.raises(FileNotFoundError, match="no such file, expected a packed model"):
        read_card(path)
    path.write_bytes(b"anything at all")
    with pytest.raises(ValueError, match="no packed model or a damaged one"):
        read_card(path)
    save_file(WEIGHTS | {"b": WEIGHTS["b"].contiguous()}, path)
    with pytest.raises(ValueError, match="weights without a card"):
        read_card(path)
    whole = write_packed_model(path, CARD, WEIGHTS).read_bytes()
    path.write_bytes(whole[:-3])
    with pytest.raises(ValueError, match="no packed model or a damaged one"):
        read_packed_model(path)
