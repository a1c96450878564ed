"""ImageJ itself opens what is exported, measures the same areas, and what it saves comes back.

Debian's packages `imagej` and `xvfb` are enough; without them the test is skipped and says so.
"""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from lab_masks import IMAGE, Lab, convert

from mmcsam.coco.reader import read_coco
from mmcsam.export import export_coco
from mmcsam.structures.rle import decode_crop

JAR = Path("/usr/share/java/ij.jar")
MACRO = """
labels = "{labels}"; regions = "{regions}"; saved = "{saved}"; said = "{said}";
open(labels);
counts = newArray(100);
for (y = 0; y < getHeight(); y++) {{
    for (x = 0; x < getWidth(); x++) {{
        value = getPixel(x, y);
        counts[value] = counts[value] + 1;
    }}
}}
for (i = 1; i < 100; i++) {{
    if (counts[i] > 0) File.append("label " + i + " " + counts[i], said);
}}
roiManager("Open", regions);
for (i = 0; i < roiManager("count"); i++) {{
    roiManager("select", i);
    getRawStatistics(area);
    File.append("region " + (i + 1) + " " + area, said);
}}
roiManager("deselect");
roiManager("Save", saved);
run("Quit");
"""


def needs():
    missing = [name for name in ("java", "xvfb-run") if shutil.which(name) is None]
    missing += [] if JAR.is_file() else ["ImageJ"]
    return missing


@pytest.mark.skipif(bool(needs()), reason=f"not installed here: {', '.join(needs())}")
def test_imagej_measures_and_saves_what_was_exported(tmp_path):
    pytest.importorskip("roifile")
    labels = np.zeros((16, 24), np.uint16)
    labels[0:7, 0:9], labels[2:5, 3:6], labels[14:16, 20:24] = 1, 0, 1  # a hole, and two parts
    labels[8:12, 10:15], labels[8, 10] = 2, 0
    labels[9, 18] = 3
    lab = Lab(tmp_path / "in")
    lab.pair("a", labels)
    convert(lab, tmp_path / "coco")
    ann_file = tmp_path / "coco/instances_train.json"
    export_coco(ann_file, out=tmp_path / "out", formats=["imagej", "labels"], workers=1)
    (regions,) = (tmp_path / "out").rglob("*.zip")
    (image,) = (tmp_path / "out").rglob("*.tif")
    saved, said = tmp_path / "back/a_RoiSet.zip", tmp_path / "said"
    saved.parent.mkdir()
    macro = tmp_path / "look.ijm"
    macro.write_text(MACRO.format(labels=image, regions=regions, saved=saved, said=said))
    subprocess.run(
        ["xvfb-run", "-a", "java", "-jar", JAR, "-macro", macro],
        check=True,
        timeout=240,
        cwd=tmp_path,
        capture_output=True,
    )
    lines = [line.split() for line in said.read_text().splitlines()]
    areas = [int((labels == value).sum()) for value in (1, 2, 3)]
    for what in ("label", "region"):
        assert [round(float(area)) for kind, _, area in lines if kind == what] == areas
    Lab(saved.parent).write("a.png", IMAGE)
    convert(Lab(saved.parent), tmp_path / "again")
    before, after = (
        [each.rle for each in read_coco(path).images[0].instances]
        for path in (ann_file, tmp_path / "again/instances_train.json")
    )
    assert before == after
    assert [int(decode_crop(rle)[0].sum()) for rle in after] == areas
    assert json.loads((tmp_path / "again/instances_train.json").read_text())["annotations"]
