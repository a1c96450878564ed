"""QuPath's script, run by Groovy, and what it brings back, in JTS, QuPath's library of geometries.

QuPath itself has to be operated by hand: the few of its classes that the script calls are replaced
by those in stand_in/. Debian's packages `groovy` and `libjts-java` are enough; without them the
tests are skipped and say so.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from exported_masks import MASKS, objects
from repository import ROOT

from mmcsam.export.qupath import write_qupath_objects
from mmcsam.inference import Segmenter

JARS = [Path("/usr/share/java", name) for name in ("groovy-all.jar", "jts-core.jar")]
JARS += [Path("/usr/share/java", name) for name in ("jts-io-common.jar", "json-simple.jar")]
STAND_IN = Path(__file__).with_name("stand_in")
SCRIPT = ROOT / "tools/qupath/mmcsam_predict.groovy"
NEEDS = [path.name for path in JARS if not path.is_file()]
NEEDS += [] if shutil.which("java") else ["java"]

pytestmark = pytest.mark.skipif(bool(NEEDS), reason=f"not installed here: {', '.join(NEEDS)}")


def groovy(script, *words, **properties):
    """Run a Groovy script with system properties; MMCSAM_PYTHON is ours."""
    path = ":".join(map(str, [*JARS, STAND_IN]))
    given = [f"-D{name}={value}" for name, value in properties.items()]
    command = ["java", *given, "-cp", path, "groovy.ui.GroovyMain", script, *words]
    variables = {"MMCSAM_PYTHON": sys.executable, "PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    return subprocess.run(command, capture_output=True, text=True, timeout=300, env=variables)


@pytest.fixture(scope="module")
def smear(drawn):
    return next((drawn / "train").rglob("*.png"))


@pytest.fixture(scope="module")
def done(smear, tmp_path_factory):
    """The script's run, and the objects that the image has then."""
    said = tmp_path_factory.mktemp("qupath") / "said.json"
    size = {"width": 512, "height": 384}
    run = groovy(SCRIPT, uri=smear.as_uri(), said=said, micrometres=0.25, **size)
    assert run.returncode == 0, run.stdout + run.stderr
    return run, json.loads(said.read_text())


def test_the_detections_are_the_segmenters_cells(done, smear):
    run, found = done
    cells = Segmenter(pixel_size=0.25)(smear)
    assert len(cells) > 0
    assert f"{len(cells)} cells" in run.stdout
    assert "--pixel-size 0.25" in run.stdout
    assert [one["pathClass"] for one in found] == [cells.classes[cell.label] for cell in cells]
    assert [one["area"] for one in found] == [float((cell.mask.crop > 0).sum()) for cell in cells]
    assert all(one["type"] == "detection" and one["valid"] for one in found)
    for number, (one, cell) in enumerate(zip(found, cells, strict=True), start=1):
        assert one["measurements"] == {
            "label": number,
            "score": pytest.approx(cell.score, abs=1e-6),
        }


def test_an_image_of_another_size_is_refused(smear, tmp_path):
    """As one that is turned in QuPath, or the second in its file."""
    said = tmp_path / "said.json"
    run = groovy(SCRIPT, uri=smear.as_uri(), said=said, width=384, height=512)
    assert run.returncode == 1
    assert "mmcsam read an image of 512x384 pixels and QuPath shows 384x512" in run.stderr
    assert "--pixel-size" not in run.stdout
    assert not said.exists()


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        ({}, "No image is open"),
        ({"uri": "https://example.org/1.svs"}, "is not one file of this computer"),
        ({"uri": "file:///none.tif", "width": 1, "height": 1}, "no such file or folder"),
    ],
)
def test_what_cannot_be_predicted_changes_nothing(tmp_path, properties, message):
    said = tmp_path / "said.json"
    run = groovy(SCRIPT, said=said, **properties)
    assert run.returncode == 1
    assert message in run.stderr
    assert not said.exists()


def test_every_kind_of_mask_is_valid_in_jts(tmp_path):
    """With holes that meet at a corner, parts that do, and a single pixel."""
    path, script = tmp_path / "1.geojson", tmp_path / "read.groovy"
    write_qupath_objects(path, objects(*MASKS.values()), "annotation")
    script.write_text(
        "import static qupath.lib.scripting.QP.*\n"
        "addObjects(qupath.lib.io.PathIO.readObjects(new File(args[0]).toPath()))\n"
        "fireHierarchyUpdate()\n"
    )
    run = groovy(script, path, said=tmp_path / "said.json")
    assert run.returncode == 0, run.stderr
    _, *found = json.loads((tmp_path / "said.json").read_text())
    assert [one["area"] for one in found] == [np.count_nonzero(mask) for mask in MASKS.values()]
    assert [one["kind"] for one in found] == ["Polygon", "Polygon", "MultiPolygon", "Polygon"]
    assert all(one["valid"] and one["type"] == "annotation" for one in found)
    assert [one["measurements"] for one in found] == [{"label": n} for n in range(1, 5)]
