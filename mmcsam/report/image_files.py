"""The image files that names belong to."""

from pathlib import Path

from mmcsam.coco.image_folder import find_image
from mmcsam.images.lab_file_names import has_pixels, without_image_suffix, without_mask_suffix


def find_images(root: Path, file_names: list[str]) -> dict[str, Path]:
    """Find the image of each name below a folder.

    The name itself is tried first, then a file of the same stem, since label images have names of
    their own: ``a_masks.tif`` belongs to ``a.png``; at last what a name of another tool may mean,
    see :func:`find_image`.

    Args:
        root: Folder that the names start from.
        file_names: Names of images or label images.

    Raises:
        FileNotFoundError: If one has no image.
        ValueError: If several files have its stem.
    """
    by_stem: dict[str, list[Path]] = {}
    for path in sorted(root.iterdir()):
        if path.is_file() and has_pixels(path.name):
            for stem in {path.stem, without_image_suffix(path.stem)}:
                by_stem.setdefault(stem, []).append(path)
    found, missing = {}, []
    for name in file_names:
        path = root / name
        stem = Path(name).stem
        similar = by_stem.get(stem) or by_stem.get(without_mask_suffix(stem) or "") or []
        if path.is_file():
            found[name] = path
        elif len(similar) == 1:
            found[name] = similar[0]
        elif similar:
            raise ValueError(
                f"{similar[0]} and {similar[1]} both may be the image of {name}; "
                "keep one of them in the folder"
            )
        elif len(written := find_image(root, name)) == 1:
            found[name] = written[0]
        else:
            missing.append(name)
    if missing:
        more = f", nor {len(missing) - 1} others of {len(file_names)}" * (len(missing) > 1)
        raise FileNotFoundError(
            f"{root / missing[0]}: no such image{more}; give the folder that the file names start "
            "from"
        )
    return found
