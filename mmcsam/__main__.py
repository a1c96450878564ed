"""``python -m mmcsam``: print the environment, for bug reports."""

import platform

import torch
from mmcv.ops import get_compiling_cuda_version

from mmcsam.dependencies import FAMILIES, installed_version, require_mmdetection
from mmcsam.version import __version__


def environment() -> dict[str, str]:
    """Versions and devices that a bug report should name, in the order to print them."""
    family = require_mmdetection()
    report = {
        "mmcsam": __version__,
        "Python": f"{platform.python_version()} on {platform.platform()}",
        "MMDetection family": family,
    }
    for name in (*FAMILIES[family], "numpy", "opencv-python", "pycocotools"):
        report[name] = installed_version(name) or "not installed"
    report["torch"] = f"{torch.__version__}, CUDA {torch.version.cuda or 'none'}"
    report["mmcv ops"] = f"loaded, CUDA {get_compiling_cuda_version()}"
    report["GPU"] = (
        ", ".join(torch.cuda.get_device_name(i) for i in range(torch.cuda.device_count())) or "none"
    )
    return report


def main() -> None:
    for name, value in environment().items():
        print(f"{name:<20}{value}")


if __name__ == "__main__":
    main()
