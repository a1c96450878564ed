"""Text on pictures."""


def drawable(text: str) -> str:
    r"""Return text that OpenCV can draw; it dies of file names that are not UTF-8.

    Example:
        >>> drawable("a\udcff.png")
        'a?.png'
    """
    return text.encode("utf-8", "replace").decode("utf-8")
