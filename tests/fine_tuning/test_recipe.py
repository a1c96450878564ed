"""How long to train on so many images."""

import pytest

from mmcsam.fine_tuning.recipe import Recipe


def test_more_images_train_longer():
    lengths = [Recipe.for_images(n).iterations for n in (1, 4, 16, 64, 100, 1000)]
    assert lengths == [60, 120, 240, 480, 600, 600]


@pytest.mark.parametrize(("images", "folds", "batch"), [(1, 0, 1), (4, 0, 4), (5, 5, 4)])
def test_held_back_from_five_images_on(images, folds, batch):
    recipe = Recipe.for_images(images)
    assert (recipe.folds, recipe.batch_size) == (folds, batch)


def test_intervals():
    assert Recipe(iterations=600).interval == 100
    assert Recipe(iterations=2).interval == 1


def test_no_image_no_iteration():
    with pytest.raises(ValueError, match="iterations is 0, expected 1 or more"):
        Recipe(iterations=0)
    with pytest.raises(ValueError, match="there is no annotated image"):
        Recipe.for_images(0)
