# The guide of csam_light_r50_segpc.py: 16 channels on crops of 64 px, 1 / 64 of the paper's cost.
# Not trained yet.
_base_ = "./unet_segpc.py"

model = dict(segmentor=dict(base_channels=16))
train_dataloader = dict(dataset=dict(crop_size=64))
val_dataloader = dict(dataset=dict(crop_size=64))
test_dataloader = val_dataloader
