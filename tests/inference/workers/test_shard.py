"""Shares of a job, named by hand, by Slurm or by torchrun."""

import pytest

from mmcsam.inference.workers.shard import Shard


def test_every_image_is_in_one_shard():
    shards = [Shard.parse(text) for text in ("0/3", "1/3", "2/3")]
    taken = [[number for number in range(8) if shard.takes(number)] for shard in shards]
    assert taken == [[0, 3, 6], [1, 4, 7], [2, 5]]
    assert str(shards[1]) == "1/3"


def test_all_images_where_nothing_is_said():
    shard = Shard.from_environment({})
    assert shard == Shard(0, 1)
    assert all(map(shard.takes, range(5)))


def slurm(task, first, last, step=1, count=None):
    count = (last - first) // step + 1 if count is None else count
    values = {"ID": task, "MIN": first, "MAX": last, "STEP": step, "COUNT": count}
    return {f"SLURM_ARRAY_TASK_{name}": str(value) for name, value in values.items()}


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        (slurm(0, 0, 9), (0, 10)),
        (slurm(4, 1, 4), (3, 4)),
        (slurm(14, 10, 20, step=2), (2, 6)),
        (slurm(3, 3, 3), (0, 1)),
        ({"RANK": "2", "WORLD_SIZE": "4"}, (2, 4)),
        ({**slurm(1, 0, 2), "RANK": "1", "WORLD_SIZE": "2"}, (3, 6)),
        ({"RANK": "2"}, (0, 1)),
    ],
)
def test_environment(environment, expected):
    assert Shard.from_environment(environment) == Shard(*expected)


def test_an_array_with_gaps_names_no_share():
    with pytest.raises(ValueError, match="from 1 to 7 has 3 tasks, expected an array without gaps"):
        Shard.from_environment(slurm(5, 1, 7, count=3))


@pytest.mark.parametrize("text", ["3/3", "-1/3", "0/0", "1", "a/b", "0/1/2", ""])
def test_bad_shards(text):
    with pytest.raises(ValueError, match="expected I/N"):
        Shard.parse(text)
