"""What was found of a lab's layout, by names."""


def pairs(layout):
    name = layout.src
    return {
        sample.image.relative_to(name).as_posix(): None
        if sample.masks is None
        else [path.relative_to(name).as_posix() for path in sample.masks]
        for sample in layout.samples
    }


def names(splits):
    return {split: [sample.image.stem for sample in splits[split]] for split in splits}
