# What every config shares: registration, logging, checkpoints.
_base_ = "mmdet::_base_/default_runtime.py"

custom_imports = dict(imports=["mmcsam"], allow_failed_imports=False)
custom_hooks = [dict(type="ClassCountHook"), dict(type="TrainingCurvesHook")]
vis_backends = [dict(type="LocalVisBackend"), dict(type="TensorboardVisBackend")]
visualizer = dict(vis_backends=vis_backends)
randomness = dict(seed=0)
