# The paper's optimiser (section III.B.1): SGD 0.9 / 5e-4, batch 4, 50 epochs.
# Deviation: the paper cycles the learning rate (triangular2, 1e-5 to 0.006); MMEngine has no such
# scheduler, so this warms up to 0.006 and follows a cosine down to 1e-5.
max_epochs = 50
train_cfg = dict(type="EpochBasedTrainLoop", max_epochs=max_epochs, val_interval=5)
val_cfg = dict(type="ValLoop")
test_cfg = dict(type="TestLoop")

optim_wrapper = dict(
    type="OptimWrapper",
    optimizer=dict(type="SGD", lr=0.006, momentum=0.9, weight_decay=5e-4),
)
param_scheduler = [
    dict(type="LinearLR", start_factor=0.001, by_epoch=False, begin=0, end=500),
    dict(
        type="CosineAnnealingLR",
        eta_min=1e-5,
        begin=0,
        T_max=max_epochs,
        end=max_epochs,
        by_epoch=True,
        convert_to_iter_based=True,
    ),
]
auto_scale_lr = dict(enable=False, base_batch_size=4)
