"""Where a cascade starts: each of its box heads from the one that is shared."""

from pathlib import Path

from mmcsam.jobs import whole_file

HEAD, STAGES = "roi_head.bbox_head.", 3


def cascade_start(checkpoint: Path) -> Path:
    """Write a detector's weights with its box head three times, beside its checkpoint.

    Args:
        checkpoint: Of a detector with one box head of one class, whose regression fits that of a
            cascade, which has no classes.

    Returns:
        ``<name>_cascade.pth``; what is there already stays.
    """
    import torch

    from mmcsam.ops.checkpoint import read_weights

    path = checkpoint.with_name(f"{checkpoint.stem}_cascade.pth")
    if path.is_file():
        return path
    weights = {}
    for key, value in read_weights(str(checkpoint)).items():
        if key.startswith(HEAD):
            name = key.removeprefix(HEAD)
            weights |= {f"{HEAD}{stage}.{name}": value for stage in range(STAGES)}
        else:
            weights[key] = value
    with whole_file(path) as part:
        torch.save({"state_dict": weights}, part)
    return path
