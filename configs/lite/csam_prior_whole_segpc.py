# MSFL, CSAM and the guide's prior, trained as a whole, as mask_rcnn_whole_segpc.py is.
_base_ = "./csam_prior_segpc.py"

custom_hooks = [hook for hook in _base_.custom_hooks if hook["type"] != "FreezeHook"]
