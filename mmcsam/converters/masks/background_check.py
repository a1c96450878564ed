"""Check that all masks of a data set have the same kind of background."""

from collections.abc import Sequence

from .background import Background

Found = tuple[str, Background]
_CURE = (
    "Look at the masks, and give --background VALUE (a number, or R,G,B; or largest or commonest, "
    "of each mask)"
)


def check_backgrounds(found: Sequence[Found]) -> list[str]:
    """Look for masks whose background is unusual, unclear or another than that of the others.

    Args:
        found: Names of mask files, and what was found of each.

    Returns:
        list: Notes on what was decided.

    Raises:
        ValueError: If the background is not clear, or not the same in all masks.
    """
    clear = [item for item in found if item[1].clear]
    unclear = [item for item in found if not item[1].clear]
    without = [item for item in clear if item[1].value is None]
    if any(not background.usual for _, background in clear):
        # Where others have an unusual one, a mask without any has more likely hidden it.
        unclear, without = [*unclear, *without], []
    usual = [item for item in clear if item[1].usual and item[1].value is not None]
    other = [item for item in clear if not item[1].usual]
    if other and usual:
        raise ValueError(
            f"masks have different backgrounds: {_shown(usual[0])} as in {len(usual)} files, but "
            f"{_shown(other[0])} as in {len(other)} ({other[0][1].seen}). {_CURE}, or convert "
            "them apart"
        )
    # What others have tells nothing of a mask that has not even a pixel of it.
    odd = [item for item in unclear if not item[1].usual]
    if odd or (unclear and (other or not usual)):
        unclear = odd or unclear
        name, background = unclear[0]
        raise ValueError(
            f"it is not clear which value is the background in {len(unclear)} of {len(found)} "
            f"masks (first: {name}; {background.seen}). {_CURE}"
        )
    notes = []
    if other:
        notes.append(_unusual(other))
    if unclear:
        name, background = unclear[0]
        notes.append(
            f"the background of {len(unclear)} masks was taken as {background.value}, as in "
            f"{len(usual)} others, though it is not clear from themselves (first: {name}; "
            f"{background.seen}); --background sets it"
        )
    if without:
        notes.append(
            f"{len(without)} label images have no background: each of their pixels is in a cell "
            f"(first: {without[0][0]}); --background sets it"
        )
    return notes


def _shown(item: Found) -> str:
    name, background = item
    return f"{background.value} in {name}"


def _unusual(found: Sequence[Found]) -> str:
    values = {background.value for _, background in found}
    roles = {background.role for _, background in found}
    role = roles.pop() if len(roles) == 1 else ""
    what = f"{values.pop()}" if len(values) == 1 else f"each mask's {role or 'own'} value"
    name, background = found[0]
    return (
        f"the background is not 0 but {what}, in {len(found)} masks (first: {name}; "
        f"{background.seen}); --background sets another"
    )
