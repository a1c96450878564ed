#!/usr/bin/env bash
# Set up .venv with everything mmcsam needs, the compiled ops of mmcv included.
#
# Repeating it takes no time: a stamp, written last, says that .venv is complete for this
# pyproject.toml, constraints.txt, this script and these settings. A run that was interrupted leaves
# a marker instead, and the next run starts over with a clean .venv (pip's cache keeps that short).
#
# Where it runs:
#   Debian 12   run, on x86_64 with Python 3.11. Debian's own Python needs python3-venv, and
#               python3-dev where mmcv is compiled
#   Ubuntu      not run. Its packages have Debian's names; 24.04's Python is 3.12, 22.04's is 3.10
#   macOS       not run. The command line tools (xcode-select --install) bring make and a g++ that is
#               clang's; PyTorch from PyPI uses the CPU or Apple's GPU, and mmcv is always compiled
#
# Settings, all from the environment:
#   PYTHON      the Python to use, 3.10 to 3.13   (default: the first that runs)
#   VENV        where the environment goes        (default: .venv)
#   TORCH       what to give pip for PyTorch      (default: torch==2.13.0), for instance
#               TORCH="torch==2.11.0 --index-url URL" for another CUDA version
#   FORCE_CUDA  1 compiles mmcv's CUDA ops where no GPU is visible, such as on a login node
#   PIP_FIND_LINKS     pip's own: folders or pages with ready wheels, looked at first
#   MMCV_WHEEL_INDEX   a page of ready mmcv wheels for this Python and PyTorch, looked at next
#   MAX_JOBS    compiler processes at a time      (default: one per processor)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

VENV=${VENV:-.venv}
TORCH=${TORCH:-torch==2.13.0}
MMCV=onedl-mmcv==2.3.6
FORCE_CUDA=${FORCE_CUDA:-0}

stamp=$VENV/mmcsam-ready
unfinished=$VENV/mmcsam-unfinished
py=$VENV/bin/python

say() { printf '\n==> %s\n' "$*"; }
die() {
    printf '\nset-up stopped: %s\n' "$1" >&2
    shift
    for line in "$@"; do printf '  %s\n' "$line" >&2; done
    exit 1
}

# The version decides, not the file's existence: a shim may exist and still run nothing.
fits() { "$1" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; }

find_python() {
    local candidate
    if [[ -n ${PYTHON:-} ]]; then
        fits "$PYTHON" || die "PYTHON=$PYTHON does not run, or is not Python 3.10 to 3.13."
        echo "$PYTHON"
        return
    fi
    for candidate in python3.11 python3.12 python3.10 python3.13 python3 python; do
        if fits "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    die "no Python 3.10 to 3.13 was found." \
        "Debian, Ubuntu: sudo apt-get install python3 python3-venv python3-dev" \
        "elsewhere: install one (uv, pyenv, conda all will do) and name it: make setup PYTHON=/path/to/python"
}

settings() {
    cat pyproject.toml constraints.txt hatch_build.py tools/setup.sh | cksum
    echo "$PWD|$TORCH|$FORCE_CUDA|${PYTHON:-}"
}

# True where mmcv's ops load into this torch, with CUDA kernels where CUDA is asked for.
ops_work() {
    FORCE_CUDA=$FORCE_CUDA "$py" - 2>/dev/null <<'PY'
import os, sys
import torch
from mmcv.ops import get_compiling_cuda_version
cuda = torch.cuda.is_available() or os.environ["FORCE_CUDA"] == "1"
sys.exit(cuda and "not available" in get_compiling_cuda_version())
PY
}

# Look for a ready wheel with these options of pip. Without a network pip gives up, and at the latest
# after a minute or two.
finds_wheel() {
    local folder status=0 limit=()
    folder=$(mktemp -d)
    command -v timeout >/dev/null && limit=(timeout 120)
    "${limit[@]+"${limit[@]}"}" "$py" -m pip download --quiet --no-deps --only-binary :all: \
        --retries 1 --timeout 15 --dest "$folder" "$@" "$MMCV" >/dev/null 2>&1 || status=1
    rm -rf "$folder"
    return $status
}

# Set wheel_options to what finds a ready wheel: folders and pages that were named, then the index.
ready_wheel_exists() {
    wheel_options=()
    if [[ -n ${PIP_FIND_LINKS:-} ]] && finds_wheel --no-index; then
        return 0
    fi
    if [[ -n ${MMCV_WHEEL_INDEX:-} ]]; then
        wheel_options=(--find-links "$MMCV_WHEEL_INDEX")
        finds_wheel --no-index "${wheel_options[@]}" && return 0
        echo "no ready wheel in MMCV_WHEEL_INDEX=$MMCV_WHEEL_INDEX"
        wheel_options=()
    fi
    finds_wheel
}

require_compiler() {
    local header
    header=$("$py" -c 'import sysconfig; print(sysconfig.get_paths()["include"] + "/Python.h")')
    if ! command -v "${CXX:-g++}" >/dev/null || [[ ! -e $header ]]; then
        die "mmcv has no ready wheel for this Python and PyTorch, and a compiler or Python.h is missing." \
            "Debian, Ubuntu: sudo apt-get install g++ python3-dev" \
            "or name a folder or page that holds a ready wheel: PIP_FIND_LINKS=... make setup"
    fi
}

build_mmcv() {
    require_compiler
    if "$py" -c 'import torch, sys; sys.exit(not torch.cuda.is_available())' &&
        ! command -v nvcc >/dev/null && [[ ! -x ${CUDA_HOME:-/usr/local/cuda}/bin/nvcc ]]; then
        die "a GPU is there, but not the CUDA compiler (nvcc) that mmcv's CUDA ops need." \
            "install the CUDA toolkit of the version that torch.version.cuda names, or set CUDA_HOME," \
            "or run on the CPU alone: CUDA_VISIBLE_DEVICES= make setup"
    fi
    say "$MMCV: compiling its ops (8 minutes on two idle cores, half an hour on busy ones)"
    # Python's own flags ask for debug symbols, which only cost time and space here.
    # With -v ninja says how many files are done; of that, these lines alone are for people.
    CFLAGS="${CFLAGS:-} -g0" "$py" -m pip install -v --no-build-isolation "$@" "$MMCV" 2>&1 |
        tee "$VENV/mmcv-build.log" | { grep --line-buffered -oE '^ *\[[0-9]+/[0-9]+\]' || true; } || {
        tail -n 30 "$VENV/mmcv-build.log" >&2
        die "mmcv could not be compiled; all that was said is in $VENV/mmcv-build.log."
    }
}

if [[ -f $stamp && $(settings) == "$(<"$stamp")" ]]; then
    echo "$VENV is ready."
    exit 0
fi

python=$(find_python)
trap 'echo; echo "Interrupted. Run the same command again: it starts over with a clean $VENV." >&2; exit 130' INT TERM

clear=
if [[ -f $unfinished ]]; then
    say "the last set-up did not finish: starting over"
    clear=--clear
elif [[ -f $stamp && -n ${PYTHON:-} ]] &&
    [[ $("$python" -V 2>&1) != $("$py" -V 2>&1) ]]; then
    clear=--clear
fi
say "virtual environment in $VENV, $("$python" -V)"
"$python" -m venv ${clear:+"$clear"} "$VENV" ||
    die "$python cannot make a virtual environment." \
        "Debian, Ubuntu: sudo apt-get install python3-venv" \
        "or name another Python: make setup PYTHON=/path/to/python"
rm -f "$stamp"
touch "$unfinished"

if ready_wheel_exists; then
    ready=1
else
    ready=0
    require_compiler # now, not after the download of PyTorch
fi

say "$TORCH"
# TORCH may hold pip options too, so it is split into words on purpose.
read -ra torch_words <<<"$TORCH"
"$py" -m pip install "${torch_words[@]}"
# mmcv is compiled against this torch, so without build isolation: what builds it comes first.
"$py" -m pip install setuptools wheel ninja

export MMCV_WITH_OPS=1 FORCE_CUDA
MAX_JOBS=${MAX_JOBS:-$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)}
export MAX_JOBS
if [[ $ready == 1 ]]; then
    say "$MMCV: a ready wheel"
    "$py" -m pip install --only-binary onedl-mmcv \
        "${wheel_options[@]+"${wheel_options[@]}"}" "$MMCV"
else
    build_mmcv
fi
# A wheel, found or from pip's cache, may have been compiled for another torch.
if ! ops_work; then
    say "mmcv's ops do not load into this torch: compiling them for it"
    build_mmcv --force-reinstall --no-deps --no-cache-dir --no-binary onedl-mmcv
fi

say "mmcsam, editable, with the onedl, dev, export, formats, imagenet, openvino, page, ray and slides extras"
"$py" -m pip install --constraint constraints.txt --editable ".[onedl,dev,export,formats,imagenet,openvino,page,ray,slides]"

# Two OpenCV distributions come in (mmcv's, imaug's) and share the folder cv2. The last one
# written wins, and where that is the one with windows it needs libGL, which servers often lack.
if ! "$py" -c "import cv2" 2>/dev/null; then
    say "OpenCV cannot load its window libraries here: using the headless build"
    opencv=$("$py" -c 'from importlib.metadata import version; print(version("opencv-python-headless"))')
    "$py" -m pip install --force-reinstall --no-deps "opencv-python-headless==$opencv"
fi

say "checking"
ops_work || die "mmcv's compiled ops do not load; the reason is:" \
    "$("$py" -c 'import mmcv._ext' 2>&1 | tail -n 1)"
"$py" -m mmcsam info
if command -v nvidia-smi >/dev/null && nvidia-smi >/dev/null 2>&1 &&
    ! "$py" -c 'import torch, sys; sys.exit(not torch.cuda.is_available())'; then
    say "This machine has an NVIDIA GPU, but PyTorch cannot use it and will run on the CPU."
    echo "Choose the CUDA build on PyTorch's own installation page and repeat:"
    echo '  FORCE_CUDA=1 TORCH="torch==VERSION --index-url URL" make setup'
fi

settings >"$stamp"
rm -f "$unfinished"
say "$VENV is ready."
