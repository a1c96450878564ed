"""What is learned from, what is judged by, and for how long."""

import pytest

from mmcsam.web.learning.plan import plan_stages


def images(count):
    return [{"id": number, "file_name": f"{number}.png"} for number in range(count)]


@pytest.mark.parametrize(("count", "folds"), [(2, 2), (3, 3), (9, 3)])
def test_few_images_are_cross_validated(count, folds):
    *crossed, final = plan_stages(images(count), count, 0.1, 420)
    assert len(crossed) == folds
    assert sorted(one for stage in crossed for one in stage.judged) == list(range(count))
    for stage in crossed:
        assert sorted(stage.learned + stage.judged) == list(range(count))
        assert not stage.choosing
    assert (final.name, final.learned, final.judged) == ("final", tuple(range(count)), ())
    assert {stage.iterations for stage in crossed} == {final.iterations}


def test_one_image():
    [final] = plan_stages(images(1), 1, 0.1, 420)
    assert (final.learned, final.judged, final.batch_size) == ((0,), (), 1)


@pytest.mark.parametrize("count", [10, 20, 57])
def test_of_more_some_are_held_back(count):
    [final] = plan_stages(images(count), count, 0.1, 420)
    assert final.choosing
    assert sorted(final.learned + final.judged) == list(range(count))
    assert abs(len(final.judged) - count / 5) <= 1
    assert final.recipe.validations > 1


def test_the_budget_is_kept_on_a_slow_machine():
    [stage] = plan_stages(images(20), 20, seconds_an_image=1.0, budget=420)
    assert stage.iterations == 105
    *_, stage = plan_stages(images(9), 9, seconds_an_image=1.0, budget=420)
    assert stage.iterations == 26
    [stage] = plan_stages(images(20), 20, seconds_an_image=100.0, budget=420)
    assert stage.iterations == 12


def test_a_fast_machine_does_not_train_longer_than_it_helps():
    [stage] = plan_stages(images(16), 16, seconds_an_image=0.001, budget=420)
    assert stage.iterations == 240


def test_no_image():
    with pytest.raises(ValueError, match="no image is marked as finished"):
        plan_stages([], 0, 1, 420)
