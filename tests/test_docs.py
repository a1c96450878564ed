"""What the documentation tells people to write works."""

import re
import shutil

from mmengine.config import Config
from repository import ROOT

from mmcsam.evaluation import default_measures as default_measures


def test_the_config_for_own_data(tmp_path):
    page = (ROOT / "docs/your-own-data.md").read_text()
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    shutil.copytree(ROOT / "configs", tmp_path / "configs")
    path = tmp_path / "configs/my_cells.py"
    path.write_text(code)
    cfg = Config.fromfile(path)
    assert cfg.train_dataloader.batch_size == 2
    assert cfg.train_dataloader.dataset.pipeline[2].scale == (1024, 1024)
    for loader in (cfg.val_dataloader, cfg.test_dataloader):
        assert loader.dataset.pipeline[1].scale == (1024, 1024)


def test_every_script_is_documented():
    pages = "".join(path.read_text() for path in [ROOT / "README.md", *ROOT.glob("docs/*.md")])
    scripts = [*ROOT.glob("data_converters/*.py"), *ROOT.glob("tools/*.py")]
    scripts = [path for path in scripts if "__main__" in path.read_text()]
    assert [path.name for path in scripts if path.name not in pages] == []


def test_every_config_is_documented():
    pages = (ROOT / "docs/results.md").read_text() + (ROOT / "docs/models.md").read_text()
    names = {path.stem for path in ROOT.glob("configs/*.py") if not path.stem.endswith("_demo")}
    assert [name for name in names if name.removesuffix("_segpc") not in pages] == []


def test_every_row_of_the_results_has_its_config():
    rows = re.findall(r"\| `(\w+\.py)` \|", (ROOT / "docs/results.md").read_text())
    assert len(rows) == 10 + 3 + 4  # table 1 and text, table 2, strong recipe
    assert [name for name in rows if not (ROOT / "configs" / name).is_file()] == []


def test_links_between_pages():
    for page in (ROOT / "README.md", *ROOT.glob("docs/*.md")):
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_figure_is_documented():
    page = (ROOT / "docs/evaluation.md").read_text()
    keys = [figure.key for metric in default_measures() for figure in metric.info]
    assert [key for key in keys if f"`{key}`" not in page] == []
