import json

import cv2
import pytest

from mmcsam.visualization.training_curves import draw_training_curves, read_scalars


def write_run(work_dir, name, lines):
    path = work_dir / name / "vis_data" / "scalars.json"
    path.parent.mkdir(parents=True)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def test_a_resumed_run_overwrites_what_it_repeats(tmp_path):
    write_run(
        tmp_path, "20260101_01", [{"loss": float(i), "lr": 0.1, "step": i} for i in (1, 2, 3)]
    )
    write_run(
        tmp_path,
        "20260102_01",
        [
            {"loss": 30.0, "lr": 0.2, "step": 3, "time": 1.0, "memory": 5},
            {"coco/segm_mAP": 0.5, "coco/segm_mAP_s": -1.0, "name": "x", "step": 1},
        ],
    )
    assert read_scalars(tmp_path) == {
        "loss": {1: 1.0, 2: 2.0, 3: 30.0},
        "lr": {1: 0.1, 2: 0.1, 3: 0.2},
        "coco/segm_mAP": {1: 0.5},
    }


def test_broken_line_is_named(tmp_path):
    path = write_run(tmp_path, "20260101_01", [{"loss": 1.0, "step": 1}])
    path.write_text(path.read_text() + '{"loss":')  # as a killed run leaves it
    assert read_scalars(tmp_path) == {"loss": {1: 1.0}}
    path.write_text(path.read_text() + "\n")
    with pytest.raises(ValueError, match=r"scalars\.json, line 2: .*expected JSON"):
        read_scalars(tmp_path)


def test_nothing_logged(tmp_path):
    assert read_scalars(tmp_path) == {}


@pytest.mark.parametrize(("names", "rows", "columns"), [(1, 1, 1), (3, 1, 3), (4, 2, 3)])
def test_picture(tmp_path, names, rows, columns):
    series = {f"loss_{i}": {1: 2.0, 2: 1.0} for i in range(names)}
    path = draw_training_curves(series, tmp_path / "curves.png")
    picture = cv2.imread(str(path))
    assert picture.shape == (round(2.6 * 120) * rows, 4 * 120 * columns, 3)
    assert picture.min() < 255  # something is drawn
    assert [file.name for file in tmp_path.iterdir()] == ["curves.png"]
