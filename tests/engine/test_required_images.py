"""Images that MMDetection would read as something else are refused before anything is built."""

import json
import struct
import zlib

import cv2
import numpy as np
import pytest
from mmengine.config import ConfigDict

from mmcsam.engine.required_images import require_images
from mmcsam.jobs.problem import UnusableFileError


@pytest.fixture
def config(tmp_path):
    """Return a function that makes a config for images with these names."""

    def make(*names, prefix="img"):
        images = [{"id": number, "file_name": name} for number, name in enumerate(names)]
        images = [{**image, "width": 9, "height": 8} for image in images]
        coco = {"images": images, "annotations": [], "categories": []}
        (tmp_path / "c.json").write_text(json.dumps(coco))
        paths = {"ann_file": "c.json", "data_root": str(tmp_path), "data_prefix": {prefix: "x"}}
        (tmp_path / "x").mkdir(exist_ok=True)
        return ConfigDict(test_dataloader={"dataset": {"type": "CocoDataset", **paths}})

    return make


def write(folder, name, dtype=np.uint8, shape=(8, 9, 3)):
    (folder / "x").mkdir(exist_ok=True)
    assert cv2.imwrite(str(folder / "x" / name), np.full(shape, 40, dtype))


@pytest.mark.parametrize("prefix", ["img", "img_path"])
def test_eight_bits(config, tmp_path, prefix):
    for name in ("a.png", "b.tif", "c.bmp", "d.jpg"):
        write(tmp_path, name)
    write(tmp_path, "grey.png", shape=(8, 9))
    require_images(config("a.png", "b.tif", "c.bmp", "d.jpg", "grey.png", prefix=prefix), "test")


@pytest.mark.parametrize(
    ("name", "dtype", "shape"),
    [
        ("b.png", np.uint16, (8, 9)),
        ("b.png", np.uint16, (8, 9, 3)),
        ("b.tif", np.uint16, (8, 9)),
        ("b.tif", np.uint16, (8, 9, 3)),
        ("b.tif", np.float32, (8, 9)),
    ],
)
def test_more_than_eight_bits(config, tmp_path, name, dtype, shape):
    write(tmp_path, "a.png")
    write(tmp_path, name, dtype, shape)
    with pytest.raises(UnusableFileError) as error:
        require_images(config("a.png", name), "test")
    assert error.value.problem.file == str(tmp_path / "x" / name)
    assert error.value.problem.found.startswith("it has more than 8 bits a channel")
    assert "--write-images" in error.value.problem.cure


def test_deep_images_that_go_through_a_mapping(config, tmp_path):
    write(tmp_path, "a.png", np.uint16)
    cfg = config("a.png")
    cfg.test_dataloader.dataset.pipeline = [{"type": "LoadCellImage", "intensity": (0, 4095)}]
    require_images(cfg, "test")
    cfg = config("a.png", prefix="img_path")
    cfg.test_dataloader.dataset.type = "RoICropDataset"
    with pytest.raises(UnusableFileError, match='more than 8 bits.*"intensity": {"low": LOW'):
        require_images(cfg, "test")
    path = tmp_path / "c.json"
    recorded = {"info": {"intensity": {"low": 0, "high": 4095}}}
    path.write_text(json.dumps({**json.loads(path.read_text()), **recorded}))
    require_images(cfg, "test")


def test_missing(config, tmp_path):
    cfg = config("sub/a.png")
    with pytest.raises(UnusableFileError, match=r"c.json: sub/a.png: no such image; .*file_name"):
        require_images(cfg, "test")
    require_images(cfg, "train")  # which it does not have


@pytest.mark.parametrize("content", [b"", b"text", b"\x89PNG\r\n\x1a\n cut"])
def test_damaged(config, tmp_path, content):
    cfg = config("a.png")
    (tmp_path / "x/a.png").write_bytes(content)
    with pytest.raises(UnusableFileError, match=r"a\.png: .*; expected an image that MMDetection"):
        require_images(cfg, "test")


def test_too_large(config, tmp_path):
    """More than OpenCV reads, as a header says."""

    def chunk(kind, data):
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", 40000, 40000, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(40001)))
    cfg = config("a.png")
    (tmp_path / "x/a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + parts + chunk(b"IEND", b""))
    with pytest.raises(UnusableFileError, match=r"a\.png: .*(OpenCV|pixels)"):
        require_images(cfg, "test")


def test_what_is_not_looked_at(config, tmp_path):
    cfg = config("a.png")
    cfg.test_dataloader.dataset.data_prefix.img = "http://host/x"
    require_images(cfg, "test")
    (tmp_path / "c.json").unlink()
    require_images(cfg, "test")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"annotations": {"1": {}}},
            "no list of annotations; .*; write them as a list, which MMDet",
        ),
        (
            {"categories": [{"name": "cell"}]},
            r"1 entries cannot be used \(first: category 1 of 1: id",
        ),
        ({"annotations": [{"id": 1}, 5]}, r"2 entries cannot be used \(first: annotation 1 of 2: "),
    ],
)
def test_coco_files_that_mmdetection_does_not_read(config, tmp_path, change, message):
    write(tmp_path, "a.png")
    cfg = config("a.png")
    content = json.loads((tmp_path / "c.json").read_text())
    (tmp_path / "c.json").write_text(json.dumps({**content, **change}))
    with pytest.raises(ValueError, match=rf"c\.json: {message}"):
        require_images(cfg, "test")
    cfg.test_dataloader.dataset.type = "RoICropDataset"  # which has a reader of its own
    require_images(cfg, "test")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks(config, tmp_path, encoding):
    write(tmp_path, "a.png")
    cfg = config("a.png")
    (tmp_path / "c.json").write_text((tmp_path / "c.json").read_text(), encoding)
    with pytest.raises(UnusableFileError, match=r"c\.json: it begins with a byte order mark"):
        require_images(cfg, "test")
