#!/usr/bin/env bash
# Train on a Slurm cluster, one process per GPU, on as many nodes as GPUS asks for.
#
#   GPUS=16 bash tools/slurm_train.sh PARTITION JOB_NAME CONFIG [what tools/train.py takes]
#
# GPUS (8), GPUS_PER_NODE (8 or GPUS, whichever is less) and CPUS_PER_TASK (5) size the job;
# SRUN_ARGS holds what else srun shall get, such as "--time=12:00:00 --account=lab".
# A second job on the same nodes needs a PORT of its own. PYTHON names the interpreter.
set -euo pipefail

if (($# < 3)); then
    echo "usage: $0 PARTITION JOB_NAME CONFIG [options of tools/train.py]" >&2
    exit 2
fi

gpus=${GPUS:-8}
per_node=${GPUS_PER_NODE:-$((gpus < 8 ? gpus : 8))}
read -ra srun_args <<<"${SRUN_ARGS:-}"
export MASTER_PORT=${PORT:-29500}

# A rank that fails must end the job: the others would wait for it.
exec srun \
    --partition="$1" \
    --job-name="$2" \
    --gres="gpu:$per_node" \
    --ntasks="$gpus" \
    --ntasks-per-node="$per_node" \
    --cpus-per-task="${CPUS_PER_TASK:-5}" \
    --kill-on-bad-exit=1 \
    "${srun_args[@]}" \
    "${PYTHON:-python}" -u "$(dirname "${BASH_SOURCE[0]}")/train.py" "$3" --launcher slurm "${@:4}"
