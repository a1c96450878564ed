import cv2
import numpy as np
import pytest
import tifffile
from web_project import draw_image

from mmcsam.images.array_source import ArraySource
from mmcsam.web.images import tile_server as module
from mmcsam.web.images.tile_server import TileServer


def decoded(data):
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)


def test_full_resolution_is_exact(tmp_path):
    path = draw_image(tmp_path / "a.png", 600, 520)
    server, pixels = TileServer(tmp_path / "cache"), cv2.imread(str(path))
    for column, row in ((0, 0), (1, 0), (1, 1)):
        tile = decoded(server.tile(path, "a", 0, column, row))
        part = pixels[row * 512 : (row + 1) * 512, column * 512 : (column + 1) * 512]
        assert np.array_equal(tile, part)
    assert decoded(server.tile(path, "a", 1, 0, 0)).shape == (260, 300, 3)


@pytest.mark.parametrize("where", [(0, 2, 0), (0, 0, -1), (2, 0, 0), (-1, 0, 0)])
def test_no_such_tile(tmp_path, where):
    path = draw_image(tmp_path / "a.png", 600, 520)
    with pytest.raises(LookupError):
        TileServer(tmp_path / "cache").tile(path, "a", *where)


def test_slow_images_are_decoded_once_for_all_levels(tmp_path, monkeypatch):
    pixels = np.zeros((4200, 4300), np.uint8)
    pixels[:, 2000:] = 200
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, pixels, tile=(256, 256), compression="zlib")
    server = TileServer(tmp_path / "cache")
    top = decoded(server.tile(path, "a", 4, 0, 0))
    assert top.shape == (263, 269) and abs(int(top[100, 200]) - 200) < 6 and top[100, 60] < 6
    read = []
    monkeypatch.setattr(ArraySource, "read", lambda *args, **_: read.append(args))
    assert server.tile(path, "a", 3, 1, 1) and not read  # from the cache on the disk


def test_huge_mapped_image_is_opened_lazily(tmp_path, monkeypatch):
    """20,000 x 20,000 pixels of colour: no tile reads more than a fraction of them."""
    path, side = tmp_path / "huge.tif", 20_000
    tifffile.imwrite(path, shape=(side, side, 3), dtype=np.uint8, photometric="rgb")
    pixels = tifffile.memmap(path)  # a sparse file: what is not written takes no room
    pixels[19_990:, 19_990:] = 255
    pixels.flush()
    real, count = ArraySource.read, []

    def counted(source, left=0, top=0, width=None, height=None):
        count.append(width * height)
        return real(source, left, top, width, height)

    monkeypatch.setattr(ArraySource, "read", counted)
    server = TileServer(tmp_path / "cache")
    tile = decoded(server.tile(path, "huge", 0, 39, 39))
    assert tile.shape == (32, 32, 3) and tile[-1, -1].tolist() == [255, 255, 255]
    count.clear()
    assert decoded(server.tile(path, "huge", 6, 0, 0)).shape == (313, 313, 3)
    assert sum(count) < side * side / 10


def test_thumbnails(tmp_path):
    server, path = TileServer(tmp_path / "cache"), draw_image(tmp_path / "a.png", 600, 300)
    assert decoded(server.thumbnail(path, "a")).shape == (80, 160, 3)
    draw_image(path, 40, 30)
    assert decoded(server.thumbnail(path, "a")).shape == (30, 40, 3)
    assert server.thumbnail(path, "a") == server.thumbnail(path, "a")
    server.close()


def test_values_under_the_cursor(tmp_path):
    tifffile.imwrite(tmp_path / "a.tif", np.array([[1, 2], [300, 4]], np.uint16))
    server = TileServer(tmp_path / "cache")
    assert server.pixel(tmp_path / "a.tif", "a", 0, 1) == [300]
    with pytest.raises(LookupError):
        server.pixel(tmp_path / "a.tif", "a", 2, 0)


def test_memory_is_bounded_and_a_full_disk_no_matter(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_MEMORY", 1000)
    (tmp_path / "cache").write_text("a file in the way")
    server, path = TileServer(tmp_path / "cache"), draw_image(tmp_path / "a.png", 600, 300)
    for column in (0, 1, 0):
        assert server.tile(path, "a", 0, column, 0)
    assert server._bytes <= 1000 and server.thumbnail(path, "a")
