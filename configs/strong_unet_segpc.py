# The guide of the strong recipe: boxes jittered as proposals are, every flip and turn, stain
# jitter, 60 epochs, at the detector's scale. Not in the paper; not trained yet.
_base_ = "./unet_segpc.py"

image_scale = (1280, 960)
train_dataloader = dict(
    dataset=dict(
        image_scale=image_scale,
        jitter=0.15,
        pipeline=[
            dict(type="RandomFlip", prob=0.5),
            dict(type="RandomRotate90"),
            dict(type="HEDJitter"),
            dict(type="PhotoMetricDistortion", swap_channels=False),
            _base_.train_dataloader.dataset.pipeline[-1],
        ],
    )
)
val_dataloader = dict(dataset=dict(image_scale=image_scale))
test_dataloader = val_dataloader

max_epochs = 60
train_cfg = dict(max_epochs=max_epochs)
param_scheduler = dict(total_steps=max_epochs)
