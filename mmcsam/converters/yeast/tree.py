"""Find the yeast data set's tensor files, however they are nested."""

from dataclasses import dataclass, field
from pathlib import Path

from natsort import natsort_keygen, natsorted

from mmcsam.converters.split_folders import find_split_folders, source_folder
from mmcsam.jobs.problem import Problem, problem_of

MEMBERS = ("instances", "classes", "bounding_boxes")


@dataclass(frozen=True)
class YeastSample:
    """One image's files.

    Attributes:
        folder: Holds ``inputs`` and its sister folders.
        id: File name without ``.pt``.
        split: "train", "validation" or "test".
    """

    folder: Path
    id: str
    split: str

    def file(self, member: str) -> Path:
        """Return the file in ``inputs``, ``instances``, ``classes`` or ``bounding_boxes``."""
        return self.folder / member / f"{self.id}.pt"


@dataclass
class YeastTree:
    """What was found below a folder.

    Attributes:
        src: The folder.
        splits: Samples by split, sorted by id. Absent splits have no key.
        problems: Files and folders that cannot be used.
    """

    src: Path
    splits: dict[str, list[YeastSample]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def name(self, path: Path) -> str:
        """Return a path relative to ``src``, with forward slashes."""
        return path.relative_to(self.src).as_posix()


def find_yeast(src: str | Path) -> YeastTree:
    """Find folders ``inputs`` at any depth, with ``instances`` and ``classes`` beside them.

    The nearest folder above ``inputs`` that is called train, validation, valid, val or test names
    the split.

    Args:
        src: The data set's folder or one above it.

    Raises:
        FileNotFoundError: If ``src`` does not exist, or holds no ``inputs/<id>.pt``.
        NotADirectoryError: If ``src`` is not a folder.
    """
    src = source_folder(src)
    tree = YeastTree(src)
    for folder, split in find_split_folders(src, "inputs", tree.problems):
        try:
            _add_folder(tree, folder, split)
        except OSError as error:
            tree.problems.append(problem_of(error, tree.name(Path(error.filename))))
    if not tree.splits:
        found = "".join(f"\n  {problem}" for problem in tree.problems)
        raise FileNotFoundError(
            f"no images were found in {src}; expected "
            "{train,val,test}/{inputs,instances,classes,bounding_boxes}/<id>.pt, "
            f"nested at any depth{found}"
        )
    for samples in tree.splits.values():
        samples.sort(key=natsort_keygen(key=lambda sample: sample.id))
    return tree


def _add_folder(tree: YeastTree, folder: Path, split: str) -> None:
    ids = _ids(folder / "inputs")
    for member in MEMBERS:
        # A split without boxes converts: they are only compared with the masks.
        present = _ids(folder / member) if (folder / member).is_dir() else set()
        tree.problems += [
            Problem(
                tree.name(folder / member / f"{name}.pt"),
                "there is no image for it",
                f"{tree.name(folder / 'inputs')}/{name}.pt",
                "Copy the image, or remove the file",
            )
            for name in natsorted(present - ids)
        ]
    first = {sample.id: sample.file("inputs") for sample in tree.splits.get(split, ())}
    for name in sorted(ids):
        sample = YeastSample(folder, name, split)
        if name in first:
            problem = Problem(
                tree.name(sample.file("inputs")),
                f"the {split} split has image {name} already",
                f"{tree.name(first[name])} only",
                "Remove one of the two, or give a folder further down as the source",
            )
            tree.problems.append(problem)
        else:
            tree.splits.setdefault(split, []).append(sample)


def _ids(folder: Path) -> set[str]:
    return {
        path.stem
        for path in folder.iterdir()
        if path.suffix == ".pt" and not path.name.startswith(".")
    }
