"""The configs that come with the package."""

from pathlib import Path


def config_folder() -> Path:
    """Return the folder of the configs: the repository's, or the copy in an installed wheel.

    Raises:
        FileNotFoundError: If there is neither.
    """
    package = Path(__file__).resolve().parents[1]
    folders = (package.parent / "configs", package / ".mim" / "configs")
    for folder in folders:
        if (folder / "metafile.yml").is_file():
            return folder
    raise FileNotFoundError(
        f"no configs at {folders[0]} or {folders[1]}; install mmcsam again, or run it in a checkout"
    )


def same_name(path: str | Path) -> str:
    """Return a hint at the config of a path's name in that folder, or else at the name."""
    name = Path(path).with_suffix(".py").name
    try:
        found = sorted(config_folder().rglob(name))
    except FileNotFoundError:
        found = []
    return f" Did you mean {found[0]}?" if found else " Check its name"
