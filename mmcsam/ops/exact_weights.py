"""Load weights into a module that has no others."""

import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence

from torch import Tensor, nn

from mmcsam.jobs.problem import UnusableFileError

_SHOWN = 5  # names of weights in an error


def load_exact_weights(
    module: nn.Module, weights: Mapping[str, Tensor], source: str, cure: str
) -> None:
    """Load weights, all that the module has and no others.

    Batch norms' counts of batches, which older checkpoints lack, may be missing.

    Args:
        module: Receives the weights.
        weights: By name; a leading ``module.``, which distributed training adds, is left out.
        source: What to call the weights in an error.
        cure: What the user can do when they do not fit.

    Raises:
        UnusableFileError: If weights are missing, are of another shape, or belong to another model;
            it lists them.
    """
    own = module.state_dict()
    given = {re.sub(r"^module\.", "", name): value for name, value in weights.items()}
    shapes = [name for name in given if name in own and given[name].shape != own[name].shape]
    fitting = OrderedDict((name, given[name]) for name in given if name not in shapes)
    # Layers say their version in it, by which PyTorch reads weights of older ones.
    fitting._metadata = getattr(weights, "_metadata", None)  # type: ignore[attr-defined]
    found = module.load_state_dict(fitting, strict=False)
    missing = [
        name
        for name in found.missing_keys
        if name not in shapes and not name.endswith("num_batches_tracked")
    ]
    faults = [
        f"{len(names)} {what} ({_listed(names)})"
        for names, what in (
            (missing, f"of the model's {len(own)} weights are missing"),
            (shapes, "have another shape"),
            (found.unexpected_keys, "do not belong to it"),
        )
        if names
    ]
    if faults:
        raise UnusableFileError(
            source, "; ".join(faults), "the weights of the model that the config describes", cure
        )


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
