"""The check that runs before everything else: is there one working MMDetection?

MMDetection, mmcv and mmengine come from two families of distributions with the same import names:
OneDL (maintained, the default here) and OpenMMLab. Installed together they overwrite each other's
files, and mmcv of either family can be installed without its compiled operators. Both faults
otherwise show up much later, as import errors that name neither cause nor cure.
"""

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

FAMILIES = {
    "onedl": ("onedl-mmdetection", "onedl-mmcv", "onedl-mmengine"),
    "openmmlab": ("mmdet", "mmcv", "mmengine"),
}

_INSTALL = (
    "Install PyTorch first, then:\n"
    "    pip install setuptools wheel ninja\n"
    "    pip install --no-build-isolation onedl-mmcv\n"
    '    pip install "mmcsam[onedl]"\n'
    "In a checkout of the repository `make setup` does all of it."
)
_REBUILD = (
    "It has to be built where PyTorch is already installed, without build isolation:\n"
    "    pip install setuptools wheel ninja\n"
    "    MMCV_WITH_OPS=1 pip install --force-reinstall --no-deps --no-cache-dir "
    "--no-build-isolation --no-binary {mmcv} {mmcv}"
)


def installed_version(distribution: str) -> str | None:
    """Version of an installed distribution, or None where it is not installed."""
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


def installed_families() -> dict[str, dict[str, str]]:
    """The families of which something is installed: ``{family: {distribution: version}}``."""
    families = {}
    for family, distributions in FAMILIES.items():
        versions = {name: installed_version(name) for name in distributions}
        found = {name: number for name, number in versions.items() if number}
        if found:
            families[family] = found
    return families


def require_mmdetection() -> str:
    """Check that exactly one complete family of MMDetection is installed and that it works.

    Returns:
        str: the family's name, ``"onedl"`` or ``"openmmlab"``.

    Raises:
        ImportError: when PyTorch is absent, when no family, both families or only a part of one
            is installed, or when mmcv's compiled operators do not load. The message says which
            of these it is and how to cure it.
    """
    if installed_version("torch") is None:
        raise ImportError(f"mmcsam needs PyTorch, which is not installed. {_INSTALL}")
    families = installed_families()
    if not families:
        raise ImportError(f"mmcsam needs MMDetection, which is not installed. {_INSTALL}")
    if len(families) > 1:
        found = ", ".join(name for versions in families.values() for name in versions)
        every = " ".join(name for names in FAMILIES.values() for name in names)
        raise ImportError(
            "both families of MMDetection are installed and overwrite each other's files "
            f"({found}). Remove everything of both and install one again:\n"
            f"    pip uninstall -y {every}\n{_INSTALL}"
        )
    family, versions = next(iter(families.items()))
    missing = [name for name in FAMILIES[family] if name not in versions]
    if missing:
        raise ImportError(
            f"MMDetection of the {family} family is incomplete: {', '.join(missing)} "
            f"is not installed. {_INSTALL}"
        )
    try:
        import_module("mmcv._ext")
    except ImportError as error:
        raise ImportError(
            f"the compiled operators of mmcv do not load ({error}). "
            f"{_REBUILD.format(mmcv=FAMILIES[family][1])}"
        ) from error
    return family
