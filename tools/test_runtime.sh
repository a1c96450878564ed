#!/usr/bin/env bash
# Install the wheel with the extra `runtime` into an empty environment, .venv-runtime, and predict there:
# without PyTorch and MMDetection, and without a network where that can be taken away.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

python=${VENV:-.venv}/bin/python
venv=.venv-runtime
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

"$python" -m build --quiet --wheel --no-isolation --outdir "$folder" . 2>/dev/null
"$python" -m mmcsam smears "$folder/smears" --images 2 --seed 7 >/dev/null
"$python" -m venv --clear "$venv"
"$venv/bin/python" -m pip download --quiet --no-cache-dir --dest "$folder/wheels" "$(echo "$folder"/*.whl)[runtime]"
"$venv/bin/python" -m pip install --quiet --no-index --find-links "$folder/wheels" "mmcsam[runtime]"
if "$venv/bin/python" -c "import torch" 2>/dev/null; then
    echo "error: PyTorch came along" >&2
    exit 1
fi

alone=()
unshare -rn true 2>/dev/null && alone=(unshare -rn)
cd "$folder" # where no checkout is imported
predict() {
    "${alone[@]+"${alone[@]}"}" "$OLDPWD/$venv/bin/python" -m mmcsam predict smears --out "$1" --overwrite
}
predict first >/dev/null # writes compiled Python
start=$EPOCHREALTIME
predict second
seconds=$(echo "$start $EPOCHREALTIME" | awk '{printf "%.1f", $2 - $1}')
cells=$("$OLDPWD/$venv/bin/python" -c 'import json; print(len(json.load(open("second/instances.json"))["annotations"]))')
bytes=$(cat wheels/*.whl | wc -c)
echo "downloaded: $((bytes / 1000000)) MB; two images from start to files: $seconds s; cells: $cells"
((cells > 4))
