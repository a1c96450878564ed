"""Names of files that somebody sends."""

import re
import unicodedata

_LONGEST, _LONGEST_PART, _DEEPEST = 1000, 200, 20  # bytes, bytes, folders
_DRIVE = re.compile(r"[A-Za-z]:")


def safe_name(name: str) -> str:
    r"""Return a file's name, folders included, if it stays within the folder it is put in.

    Args:
        name: As somebody has sent it, with slashes of either kind.

    Returns:
        str: With forward slashes.

    Raises:
        ValueError: If it names no file, leads out of the folder, or is hidden or too long.

    Example:
        >>> safe_name("smears\\7\\a.png")
        'smears/7/a.png'
    """
    parts = name.replace("\\", "/").split("/")
    if not name or not parts[-1]:
        raise ValueError("it names no file, expected one with a name")
    if not parts[0] or _DRIVE.match(parts[0]) or ".." in parts or "." in parts:
        raise ValueError("its name leads to another place, expected one in the folder; rename it")
    if any(unicodedata.category(mark) in ("Cc", "Cs") for mark in name):
        raise ValueError("its name has characters that cannot be shown, expected text; rename it")
    if any(not part or part.startswith(".") for part in parts):
        raise ValueError("it is a hidden file, expected an image")
    sizes = [len(part.encode()) for part in parts]
    if max(sizes) > _LONGEST_PART or sum(sizes) > _LONGEST or len(parts) > _DEEPEST:
        raise ValueError(
            f"its name is too long, expected at most {_LONGEST_PART} bytes a part; rename it"
        )
    return "/".join(parts)
