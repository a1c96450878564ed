#!/usr/bin/env bash
# Test the plugin in napari itself, in .venv-napari: an environment of its own that also sees what is
# installed in .venv, so that PyTorch and MMDetection are not installed twice.
#
# Without a display it runs under Xvfb, since Qt's own offscreen platform has no OpenGL. Debian's
# packages: xvfb libegl1 libgl1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

NAPARI=napari[pyqt6]==0.9.2
outer=${VENV:-.venv}/bin/python
venv=.venv-napari
stamp=$venv/ready

purelib() { "$1" -c 'import sysconfig; print(sysconfig.get_path("purelib"))'; }

if [[ ! -f $stamp || $(<"$stamp") != "$NAPARI $PWD" ]]; then
    "$outer" -m venv --clear "$venv"
    # Unlike a plain path this reads .pth files there, of which one is the editable mmcsam's.
    echo "import site; site.addsitedir('$(purelib "$outer")')" >"$(purelib "$venv/bin/python")/outer.pth"
    "$venv/bin/python" -m pip install --quiet --constraint constraints.txt "$NAPARI" pytest-qt
    echo "$NAPARI $PWD" >"$stamp"
fi

"$venv/bin/npe2" validate mmcsam
screen=()
[[ -n ${DISPLAY:-} ]] || screen=(xvfb-run -a)
"${screen[@]+"${screen[@]}"}" "$venv/bin/python" -m pytest -q -W ignore -p no:cacheprovider tests/napari_plugin/test_find_cells.py
