# Mask R-CNN with augmentation, trained as a whole: to compare with cascades, which have boxes of
# their own. As many iterations from the same boxes as the mask branches beside it.
_base_ = "./mask_rcnn_aug_segpc.py"

custom_hooks = [hook for hook in _base_.custom_hooks if hook["type"] != "FreezeHook"]
