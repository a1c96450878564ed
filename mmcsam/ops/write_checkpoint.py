"""Write a checkpoint that is whole or absent."""

from pathlib import Path

import torch

from mmcsam.jobs.whole_file import whole_file


def write_checkpoint(path: str | Path, content: dict) -> None:
    """Write a checkpoint, whole or not at all.

    Args:
        path: The file.
        content: What ``torch.save`` takes.

    Raises:
        OSError: If it cannot be written.
    """
    with whole_file(path) as part:
        try:
            torch.save(content, part)
        except RuntimeError as error:  # PyTorch's own, of a full disk for one
            raise OSError(
                f"{path}: cannot be written ({str(error).partition(chr(10))[0]:.100}), expected "
                "room for what is written; free some, or write to another disk"
            ) from error
