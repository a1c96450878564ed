#!/usr/bin/env bash
# Train in several processes, one per GPU; on a machine without a GPU they share the CPU.
#
#   bash tools/dist_train.sh CONFIG PROCESSES [what tools/train.py takes]
#
# Several machines: run it on each with NNODES, NODE_RANK (0, 1, ...) and the first one's
# MASTER_ADDR. A second run on one machine needs a PORT of its own. PYTHON names the interpreter.
set -euo pipefail

if (($# < 2)); then
    echo "usage: $0 CONFIG PROCESSES [options of tools/train.py]" >&2
    exit 2
fi

exec "${PYTHON:-python}" -m torch.distributed.run \
    --nnodes="${NNODES:-1}" \
    --node_rank="${NODE_RANK:-0}" \
    --master_addr="${MASTER_ADDR:-127.0.0.1}" \
    --master_port="${PORT:-29500}" \
    --nproc_per_node="$2" \
    "$(dirname "${BASH_SOURCE[0]}")/train.py" "$1" --launcher pytorch "${@:3}"
