import os
import threading

import numpy as np
import pytest
import tifffile
from web_project import draw_image

from mmcsam.jobs.problem import UnusableFileError
from mmcsam.web.images import open_images as module
from mmcsam.web.images.open_images import OpenImages


def test_opened_once_and_closed_when_others_come(tmp_path, monkeypatch):
    opened, closed = [], []
    real = module.open_source

    def counted(path, **known):
        source = real(path, **known)
        opened.append(path.name)
        source._close = lambda: closed.append(path.name)
        return source

    monkeypatch.setattr(module, "open_source", counted)
    images = OpenImages()
    paths = [draw_image(tmp_path / f"{number}.png") for number in range(6)]
    with images.image(paths[0], "a") as held:
        for path in [*paths[1:], paths[5]]:
            with images.image(path, "x"):
                pass
        assert held.read(0, 0, 4, 4).shape == (4, 4, 3)
    assert opened == [path.name for path in paths]
    assert "0.png" not in closed and closed == ["1.png", "2.png"]
    images.close()
    assert sorted(closed) == opened


def test_changed_file_is_read_anew(tmp_path):
    images = OpenImages()
    path = draw_image(tmp_path / "a.png", 10, 8)
    with images.image(path, "a") as image:
        assert image.source.width == 10
    draw_image(path, 20, 8)
    os.utime(path, ns=(1, 1))
    with images.image(path, "a") as image:
        assert image.source.width == 20


def test_unusable_file_is_forgotten(tmp_path):
    images = OpenImages()
    (tmp_path / "a.png").write_bytes(b"no")
    for _ in range(2):
        with pytest.raises(UnusableFileError), images.image(tmp_path / "a.png", "a"):
            pass
    assert not images._slots
    with pytest.raises(FileNotFoundError), images.image(tmp_path / "none.png", "a"):
        pass


def test_many_threads_open_it_once(tmp_path, monkeypatch):
    count, real = [], module.open_source
    monkeypatch.setattr(
        module, "open_source", lambda *args, **known: count.append(1) or real(*args, **known)
    )
    images, path = OpenImages(), draw_image(tmp_path / "a.png")

    def look():
        with images.image(path, "a") as image:
            image.read(0, 0, 9, 9)

    threads = [threading.Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(count) == 1


@pytest.mark.parametrize("dtype", [np.uint16, np.float32])
def test_other_values_become_8_bits(tmp_path, dtype):
    values = np.linspace(1000, 5000, 200 * 100).reshape(100, 200).astype(dtype)
    if dtype == np.float32:
        values[3, 3] = np.nan
    tifffile.imwrite(tmp_path / "a.tif", values)
    with OpenImages().image(tmp_path / "a.tif", "a") as image:
        seen = image.read(0, 0, 200, 100)
    assert seen.dtype == np.uint8 and seen[0, 0] == 0 and seen[-1, -1] == 255
    assert abs(int(seen[50, 0]) - 127) < 4
