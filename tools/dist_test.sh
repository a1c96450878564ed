#!/usr/bin/env bash
# Evaluate in several processes, one per GPU; on a machine without a GPU they share the CPU.
#
#   bash tools/dist_test.sh CONFIG CHECKPOINT PROCESSES [what tools/test.py takes]
#
# NNODES, NODE_RANK, MASTER_ADDR, PORT and PYTHON as for tools/dist_train.sh.
set -euo pipefail

if (($# < 3)); then
    echo "usage: $0 CONFIG CHECKPOINT PROCESSES [options of tools/test.py]" >&2
    exit 2
fi

exec "${PYTHON:-python}" -m torch.distributed.run \
    --nnodes="${NNODES:-1}" \
    --node_rank="${NODE_RANK:-0}" \
    --master_addr="${MASTER_ADDR:-127.0.0.1}" \
    --master_port="${PORT:-29500}" \
    --nproc_per_node="$3" \
    "$(dirname "${BASH_SOURCE[0]}")/test.py" "$1" "$2" --launcher pytorch "${@:4}"
