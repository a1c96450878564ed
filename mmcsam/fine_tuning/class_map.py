"""Which of a model's classes somebody's annotations mean."""

from collections.abc import Mapping, Sequence


def match_classes(
    annotated: Sequence[str], known: Sequence[str], given: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return the model's class of each annotated one.

    Args:
        annotated: Classes of the annotations.
        known: Classes of the model.
        given: What the user says: the model's class by the annotated one.

    Returns:
        dict: In the annotations' order. Names that agree belong together; where only one class is
        annotated and none agrees, it is the model's first.

    Raises:
        ValueError: If the model's class of an annotated one is not known.

    Example:
        >>> match_classes(["cell"], ["plasma cell", "other nucleated cell"])
        {'cell': 'plasma cell'}
    """
    given = given or {}
    for name, other in given.items():
        if name not in annotated or other not in known:
            raise ValueError(
                f"--classes {name}={other}: expected one of the annotations' classes "
                f"({', '.join(annotated)}) and one of the model's ({', '.join(known)})"
            )
    matched = {name: given.get(name, name) for name in annotated}
    strangers = [name for name in annotated if matched[name] not in known]
    if strangers and len(annotated) == 1:
        matched[annotated[0]] = known[0]
    elif strangers:
        raise ValueError(
            f"the model has no class {strangers[0]!r}, only {', '.join(known)}; say which one is "
            f'meant with --classes "{strangers[0]}={known[0]}"'
        )
    return matched
