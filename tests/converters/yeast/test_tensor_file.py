"""Files that hold one tensor, and files that hold something else."""

import io
import os
import tarfile

import numpy as np
import pytest
import torch
from converted_coco import found
from yeast_tensors import convert

from mmcsam.converters.yeast.tensor_file import read_tensor
from mmcsam.jobs.problem import UnusableFileError


@pytest.mark.parametrize("member", ["inputs", "instances", "classes"])
@pytest.mark.parametrize("content", [b"", b"hello world" * 9, "half"])
def test_damaged_files(yeast, out, member, content):
    yeast.sample("1")
    yeast.sample("2")
    path = yeast.root / f"train/{member}/2.pt"
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2] if content == "half" else content)
    report = convert(yeast, out)
    ((file, text),) = found(report)
    assert file == f"train/{member}/2.pt"
    assert text.startswith("PyTorch cannot read it" if content else "the file has 0 bytes")
    assert report.counts["train"].images == 1


@pytest.mark.parametrize("member", ["inputs", "instances", "classes", "bounding_boxes"])
@pytest.mark.parametrize("form", ["zip", "legacy", "pickle", "tar"])
def test_a_pickle_is_never_executed(yeast, out, tmp_path, member, form):
    import pickle

    trace = tmp_path / "executed"

    class Hostile:
        def __reduce__(self):
            return os.mkdir, (str(trace),)

    yeast.sample("1")
    yeast.sample("2")
    path = yeast.root / f"train/{member}/2.pt"
    if form in ("zip", "legacy"):
        torch.save(Hostile(), path, _use_new_zipfile_serialization=form == "zip")
    elif form == "pickle":
        path.write_bytes(pickle.dumps(Hostile()))
    else:
        with tarfile.open(path, "w") as archive:
            for name in ("pickle", "tensors", "storages", "sys_info"):
                data = pickle.dumps(Hostile())
                entry = tarfile.TarInfo(name)
                entry.size = len(data)
                archive.addfile(entry, io.BytesIO(data))
    report = convert(yeast, out)
    assert not trace.exists()
    if member == "bounding_boxes":
        assert "could not be compared" in str(report)
    else:
        ((file, text),) = found(report)
        assert file == f"train/{member}/2.pt"
        assert text.startswith("this is a tar" if form == "tar" else "PyTorch cannot read it")


def saved(tmp_path, value):
    torch.save(value, tmp_path / "1.pt")
    return read_tensor(tmp_path / "1.pt", "x/1.pt")


@pytest.mark.parametrize("name", ["bool", "uint8", "int16", "int64", "float16", "float64"])
def test_types_are_kept(tmp_path, name):
    array = saved(tmp_path, torch.tensor([[0, 1], [1, 0]], dtype=getattr(torch, name)))
    assert (array.dtype, array.tolist()) == (np.dtype(name), [[0, 1], [1, 0]])


def test_bfloat16_has_no_array_type(tmp_path):
    array = saved(tmp_path, torch.tensor([0.5, -3.0], dtype=torch.bfloat16))
    assert (array.dtype, array.tolist()) == (np.float32, [0.5, -3.0])


def test_parameters_and_scalars(tmp_path):
    assert saved(tmp_path, torch.nn.Parameter(torch.tensor([1.5]))).tolist() == [1.5]
    assert saved(tmp_path, torch.tensor(7)).tolist() == 7
    assert saved(tmp_path, torch.zeros(0, 4)).shape == (0, 4)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([torch.zeros(2)], "it holds a list"),
        (3, "it holds a int"),
        (torch.zeros(2, dtype=torch.complex64), "it holds a tensor of torch.complex64, torch.str"),
        (torch.eye(2).to_sparse(), "it holds a tensor of torch.float32, torch.sparse_coo"),
    ],
)
def test_anything_but_one_dense_tensor(tmp_path, value, message):
    with pytest.raises(UnusableFileError, match=rf"x/1\.pt: {message}") as error:
        saved(tmp_path, value)
    assert error.value.problem.expected == "one tensor, saved with torch.save"


def test_a_missing_file(tmp_path):
    with pytest.raises(UnusableFileError) as error:
        read_tensor(tmp_path / "1.pt", "x/1.pt")
    assert str(error.value) == (
        "x/1.pt: the file is missing; expected a file for each image; one without cells has a "
        "tensor of length 0. Copy it from the original data set."
    )


def test_a_folder_of_that_name(tmp_path):
    (tmp_path / "1.pt").mkdir()
    with pytest.raises(UnusableFileError, match=r"x/1\.pt: cannot be read \(Is a directory\)"):
        read_tensor(tmp_path / "1.pt", "x/1.pt")


@pytest.mark.parametrize("name", ["1.pt", "a"])
def test_a_pipe_is_not_waited_for(tmp_path, name):
    os.mkfifo(tmp_path / name)
    with pytest.raises(UnusableFileError, match="x: it is no regular file, but a pipe"):
        read_tensor(tmp_path / name, "x")
