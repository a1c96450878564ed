# What every config shares: registration, logging, checkpoints.
_base_ = "mmdet::_base_/default_runtime.py"

custom_imports = dict(imports=["mmcsam"], allow_failed_imports=False)
randomness = dict(seed=0)
