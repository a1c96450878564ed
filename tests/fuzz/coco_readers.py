"""Readers of COCO: truth, result lists, polygons and run lengths."""

import json
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from pycocotools import mask as mask_api

from mmcsam.coco.mask import compressed_rle, damaged_rles
from mmcsam.coco.reader import read_coco
from mmcsam.structures.rle import decode_crop

from .coco_files import draw_coco, draw_results
from .json_mutation import json_bytes, mutate_json
from .reader import Contradiction, Reader, same

_WHOLE = 0.1


class CocoReader(Reader):
    name, share = "COCO files", 120

    def write(self, rng: Random, folder: Path) -> Path:
        content: Any = draw_coco(rng)
        whole = rng.random() < _WHOLE
        path = folder / "cells.json"
        data = json.dumps(content).encode() if whole else json_bytes(rng, mutate_json(rng, content))
        path.write_bytes(data)
        return path

    def read(self, path: Path) -> Any:
        data = read_coco(path)
        for image in data.images:
            for instance in image.instances:
                decode_crop(instance.rle)
        return data

    def judge(self, path: Path, value: Any) -> bool:
        content = json.loads(path.read_bytes())
        if not _is_plain(content):
            return False
        sizes = {image["id"]: (image["height"], image["width"]) for image in content["images"]}
        theirs: dict[Any, list[int]] = {number: [] for number in sizes}
        for entry in content["annotations"]:
            area = _area(entry["segmentation"], *sizes[entry["image_id"]])
            if area is not None:
                theirs[entry["image_id"]].append(area)
        ours = {
            image.id: [int(np.count_nonzero(decode_crop(each.rle)[0])) for each in image.instances]
            for image in value.images
        }
        if ours != theirs:
            raise Contradiction(f"pycocotools' areas are {theirs!s:.100}, ours {ours!s:.100}")
        return True


class ResultReader(CocoReader):
    name, share = "result lists", 80

    def write(self, rng: Random, folder: Path) -> Path:
        self.coco = draw_coco(rng)
        (folder / "truth.json").write_text(json.dumps(self.coco))
        content: Any = draw_results(rng, self.coco)
        if rng.random() < 0.3:
            entries = [{**entry, "id": i} for i, entry in enumerate(content, start=1)]
            content = {**self.coco, "annotations": entries}
        path = folder / "cells.segm.json"
        whole = rng.random() < _WHOLE
        path.write_bytes(
            json.dumps(content).encode() if whole else json_bytes(rng, mutate_json(rng, content))
        )
        return path

    def read(self, path: Path) -> Any:
        return read_coco(path.with_name("truth.json"), path, score_thr=-1e30)

    def judge(self, path: Path, value: Any) -> bool:
        content = json.loads(path.read_bytes())
        if not isinstance(content, list):
            return False
        entries = [
            {**entry, "iscrowd": 0} if isinstance(entry, dict) else entry for entry in content
        ]
        if not _is_plain({**self.coco, "annotations": entries}):
            return False
        path = path.with_name("joined.json")
        path.write_text(json.dumps({**self.coco, "annotations": entries}))
        return super().judge(path, value)


class RunLengthReader(Reader):
    name, share = "run lengths (RLE)", 120

    def write(self, rng: Random, folder: Path) -> Path:
        height, width = rng.randint(1, 40), rng.randint(1, 40)
        mask = np.random.default_rng(rng.randrange(2**32)).random((height, width)) < rng.random()
        rle = mask_api.encode(np.asfortranarray(mask.astype(np.uint8)))
        counts = rle["counts"].decode()
        if rng.random() >= _WHOLE:
            text = list(counts)
            for _ in range(rng.randint(1, 4)):
                at = rng.randrange(len(text) + 1)
                kind = rng.randrange(4)
                if kind == 0 and text:
                    text[at % len(text)] = chr(rng.randint(40, 120))
                elif kind == 1:
                    text.insert(at, rng.choice("0123oPQ`_~ \0é"))
                elif kind == 2 and text:
                    del text[at % len(text)]
                else:
                    text = text[:at]
            counts = "".join(text)
        path = folder / "rle.json"
        path.write_text(json.dumps({"size": [height, width], "counts": counts}))
        return path

    def read(self, path: Path) -> Any:
        rle = json.loads(path.read_text())
        height, width = rle["size"]
        try:
            rle = compressed_rle(rle, width, height)
            fault = damaged_rles([rle])
            if fault:
                raise ValueError(fault[0])
            crop, left, top = decode_crop(rle)
        except ValueError as error:
            raise ValueError(f"{path.name}: {error}") from error
        whole = np.zeros((height, width), np.uint8)
        whole[top : top + crop.shape[0], left : left + crop.shape[1]] = crop
        return whole

    def judge(self, path: Path, value: np.ndarray) -> bool:
        rle = json.loads(path.read_text())
        same(value, _by_hand(rle), "a decoder by the book")
        return same(value, mask_api.decode(rle), "pycocotools'")


class PolygonReader(Reader):
    name, share = "polygons", 80

    def write(self, rng: Random, folder: Path) -> Path:
        width, height = rng.randint(1, 60), rng.randint(1, 60)
        polygons: Any = [
            [
                round(rng.uniform(-5, 65), rng.choice((0, 1, 6)))
                for _ in range(2 * rng.randint(0, 8))
            ]
            for _ in range(rng.randint(1, 3))
        ]
        if rng.random() >= 0.3:
            polygons = mutate_json(rng, [polygons])
        path = folder / "polygons.json"
        path.write_text(json.dumps([polygons, width, height]))
        return path

    def read(self, path: Path) -> Any:
        polygons, width, height = json.loads(path.read_text())
        try:
            return compressed_rle(polygons, width, height)
        except ValueError as error:
            raise ValueError(f"{path.name}: {error}") from error

    def judge(self, path: Path, value: dict) -> bool:
        polygons, width, height = json.loads(path.read_text())
        if not _are_polygons(polygons):
            return False
        plain = [polygon for polygon in polygons if len(polygon) >= 6]
        if not plain:
            return False
        theirs = mask_api.merge(mask_api.frPyObjects(plain, height, width))
        return same(mask_api.decode(value), mask_api.decode(theirs), "pycocotools'")


def _is_plain(content: Any) -> bool:
    """Return whether a file is COCO to the letter, so that pycocotools may be asked."""
    try:
        ids = {image["id"] for image in content["images"]}
        return all(
            type(entry["image_id"]) is int
            and entry["image_id"] in ids
            and entry.get("segmentation") is not None
            and (_are_polygons(entry["segmentation"]) or _is_rle(entry["segmentation"]))
            for entry in content["annotations"]
        ) and all(
            type(i["id"]) is type(i["width"]) is type(i["height"]) is int for i in content["images"]
        )
    except (KeyError, TypeError, IndexError):
        return False


def _are_polygons(value: Any) -> bool:
    """Return whether it is a list of polygons; a list of points is none to pycocotools."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(part, list) and len(part) % 2 == 0 for part in value)
        and not all(len(part) == 2 for part in value)
        and all(type(n) in (int, float) for part in value for n in part)
    )


def _is_rle(value: Any) -> bool:
    return (
        isinstance(value, dict) and isinstance(value.get("counts"), str | list) and "size" in value
    )


def _area(segmentation: Any, height: int, width: int) -> int | None:
    if isinstance(segmentation, list):
        polygons = [polygon for polygon in segmentation if len(polygon) >= 6]
        if not polygons:
            return None
        return int(mask_api.area(mask_api.merge(mask_api.frPyObjects(polygons, height, width))))
    if isinstance(segmentation["counts"], list):
        return int(sum(segmentation["counts"][1::2]))
    return int(mask_api.area({"size": [height, width], "counts": segmentation["counts"]}))


def _by_hand(rle: dict) -> np.ndarray:
    """Decode run lengths one character after the other, as COCO's description says."""
    counts: list[int] = []
    text, at = rle["counts"], 0
    while at < len(text):
        number, shift, more = 0, 0, True
        while more:
            code = ord(text[at]) - 48
            number |= (code & 0x1F) << (5 * shift)
            more, shift, at = bool(code & 0x20), shift + 1, at + 1
            if not more and code & 0x10:
                number |= -1 << (5 * shift)
        counts.append(number + counts[-2] if len(counts) > 2 else number)
    height, width = rle["size"]
    flat = np.repeat(np.arange(len(counts)) % 2, counts).astype(np.uint8)
    return flat.reshape(width, height).T


READERS = (CocoReader, ResultReader, RunLengthReader, PolygonReader)
