"""What a run of predictions has written."""

from pathlib import Path


def files_of(folder: Path) -> dict[str, bytes]:
    """Return every file of a run by its name, but the records, which hold times."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.match("run*.json")
    }
