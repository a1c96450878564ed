#!/usr/bin/env bash
# Test what is exported for InstanSeg and bioimage.io in their own Python packages, in .venv-readers: an
# environment of its own that also sees what is installed in .venv, so that PyTorch is not installed twice.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Without its dependencies, of which PyTorch would be another one; these two are all that .venv lacks.
INSTANSEG=(instanseg-torch==0.1.2 einops==0.8.2 fastremap==1.21.0)
# bioimageio.spec 0.5.12 fails with pydantic 2.12 and later.
READERS=(bioimageio.core==0.11.0 "pydantic<2.12" scikit-image)
outer=${VENV:-.venv}/bin/python
venv=.venv-readers
stamp=$venv/ready

purelib() { "$1" -c 'import sysconfig; print(sysconfig.get_path("purelib"))'; }

if [[ ! -f $stamp || $(<"$stamp") != "${INSTANSEG[*]} ${READERS[*]} $PWD" ]]; then
    "$outer" -m venv --clear "$venv"
    # Unlike a plain path this reads .pth files there, of which one is the editable mmcsam's.
    echo "import site; site.addsitedir('$(purelib "$outer")')" >"$(purelib "$venv/bin/python")/outer.pth"
    "$venv/bin/python" -m pip install --quiet --no-deps "${INSTANSEG[@]}"
    "$venv/bin/python" -m pip install --quiet "${READERS[@]}"
    echo "${INSTANSEG[*]} ${READERS[*]} $PWD" >"$stamp"
fi

"$venv/bin/python" -m pytest -q -W ignore -p no:cacheprovider tests/other_readers
