"""What this machine and installation are, for bug reports."""

import os
import platform
from importlib import import_module

from mmcsam.dependencies import FAMILIES, installed_families, installed_version, require_mmdetection
from mmcsam.version import __version__

_LIBRARIES = ("numpy", "opencv-python", "opencv-python-headless", "pycocotools", "scipy")
_FORMATS = ("tifffile", "roifile", "scikit-image", "pillow")
_THREADS = ("OMP_NUM_THREADS", "OMP_WAIT_POLICY", "MKL_NUM_THREADS")


def environment() -> dict[str, str]:
    """Return what a bug report should name, in the order to print it.

    In an installation that does not work there is an entry "fault", which says why and how to mend
    it, and nothing on devices.
    """
    report = {
        "mmcsam": __version__,
        "Python": f"{platform.python_version()} on {platform.platform()}",
        "families": ", ".join(installed_families()) or "none",
    }
    for family in installed_families():
        report |= _versions(FAMILIES[family])
    report |= _versions(("torch", *_LIBRARIES, *_FORMATS))
    try:
        require_mmdetection()
    except ImportError as error:
        return report | {"fault": str(error)}
    return report | _devices()


def _versions(distributions: tuple[str, ...]) -> dict[str, str]:
    return {name: installed_version(name) or "not installed" for name in distributions}


def _devices() -> dict[str, str]:
    import cv2
    import torch

    ops = import_module("mmcv._ext")  # mmcv.ops would take a second more
    gpus = [torch.cuda.get_device_name(index) for index in range(torch.cuda.device_count())]
    variables = [f"{name}={os.environ[name]}" for name in _THREADS if name in os.environ]
    return {
        "torch": f"{torch.__version__}, CUDA {torch.version.cuda or 'none'}",
        "mmcv ops": f"loaded, CUDA {ops.get_compiling_cuda_version()}",
        "GPU": ", ".join(gpus) or "none",
        "processors": str(os.cpu_count()),
        "threads": f"torch {torch.get_num_threads()}, OpenCV {cv2.getNumThreads()}",
        "variables": " ".join(variables) or "none that set threads",
    }
