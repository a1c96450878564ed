"""Read one tensor from a file, and nothing else."""

import io
import tarfile
from dataclasses import astuple
from pathlib import Path

import numpy as np

from mmcsam.jobs.input_file import check_regular_file
from mmcsam.jobs.problem import UnusableFileError, problem_of

_ORIGINAL = "Use the data set's original file"
_EXPECTED = "one tensor, saved with torch.save"


def read_tensor(path: Path, name: str) -> np.ndarray:
    """Read a ``.pt`` file that holds a tensor.

    Nothing in the file is ever executed: PyTorch reads it with ``weights_only=True``. Use
    PyTorch 2.6 or later for files that you do not trust.

    Args:
        path: The file.
        name: What to call it in an error.

    Returns:
        np.ndarray: The tensor; bfloat16 becomes float32.

    Raises:
        UnusableFileError: If the file is missing, empty or damaged, cannot be opened, or holds
            anything but one dense tensor of numbers.
    """
    import torch  # nothing else that converts needs it

    try:
        check_regular_file(path, name)
        data = path.read_bytes()
    except FileNotFoundError:
        raise UnusableFileError(
            name,
            "the file is missing",
            "a file for each image; one without cells has a tensor of length 0",
            "Copy it from the original data set",
        ) from None
    except OSError as error:
        raise UnusableFileError(*astuple(problem_of(error, name))) from error
    if not data:
        raise UnusableFileError(name, "the file has 0 bytes", _EXPECTED, _ORIGINAL)
    # Releases before 2.6 unpickle a tar file without restrictions.
    if tarfile.is_tarfile(io.BytesIO(data)):
        raise UnusableFileError(name, "this is a tar file", _EXPECTED, _ORIGINAL)
    try:
        tensor = torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)
    except Exception as error:  # a damaged or hostile pickle can raise anything
        reason = str(error).partition("\n")[0] or type(error).__name__
        raise UnusableFileError(
            name, f"PyTorch cannot read it as plain tensors ({reason:.100})", _EXPECTED, _ORIGINAL
        ) from error
    if not isinstance(tensor, torch.Tensor):
        raise UnusableFileError(name, f"it holds a {type(tensor).__name__}", _EXPECTED, _ORIGINAL)
    if tensor.layout != torch.strided or tensor.is_quantized or tensor.is_complex():
        raise UnusableFileError(
            name, f"it holds a tensor of {tensor.dtype}, {tensor.layout}", _EXPECTED, _ORIGINAL
        )
    if tensor.dtype == torch.bfloat16:
        tensor = tensor.float()
    return tensor.detach().numpy()
