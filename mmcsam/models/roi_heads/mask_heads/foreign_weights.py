"""Which weights a checkpoint of another model gives."""

from mmengine.logging import print_log
from torch import nn


def report_foreign_weights(module: nn.Module, state_dict: dict, prefix: str, *_: object) -> None:
    """Log what a module takes from a checkpoint that does not hold all of its weights.

    A hook for ``nn.Module._register_load_state_dict_pre_hook(..., with_module=True)``. PyTorch's
    own message on a partial load names what is missing, but not what came in.

    Args:
        module: The module that is about to be loaded.
        state_dict: The whole checkpoint's weights.
        prefix: What the module's keys begin with in it, such as "roi_head.mask_head.".
    """
    own = module.state_dict()
    given = {key: state_dict.get(prefix + key) for key in own}
    if all(value is not None for value in given.values()):
        return
    taken = [
        key for key, value in given.items() if value is not None and value.shape == own[key].shape
    ]
    others = [key for key in own if key not in taken]
    print_log(
        f"{prefix[:-1]}: taken from the checkpoint: {', '.join(taken) or 'nothing'}; "
        f"not in it, or of another shape: {', '.join(others)}",
        logger="current",
    )
