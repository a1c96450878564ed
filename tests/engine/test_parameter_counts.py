import pytest

from mmcsam.engine.parameter_counts import NOTE, model_config, parameter_table, table_text


@pytest.fixture(scope="module")
def rows():
    return {(row["model"], row["backbone"]): row for row in parameter_table()}


def test_totals(rows):
    assert rows["Mask RCNN", "ResNet50"]["all"] == 43_971_158
    assert rows["Mask RCNN", "ResNeXt101"]["all"] == 107_205_462
    # torchvision's 43,922,395 and 107,006,939, less 4,357 for the background class in its heads.
    assert rows["Mask RCNN", "ResNet50"]["comparable"] == 43_922_395 - 4_357
    assert rows["Mask RCNN", "ResNeXt101"]["comparable"] == 107_006_939 - 4_357


@pytest.mark.parametrize("backbone", ["ResNet50", "ResNeXt101"])
def test_deltas(rows, backbone):
    plain, msfl, full = (
        rows[f"Mask RCNN{parts}", backbone] for parts in ("", "+MSFL", "+MSFL+CSAM")
    )
    assert msfl["all"] - plain["all"] == 459_269
    assert full["all"] - msfl["all"] == 102_361
    assert msfl["with_guide"] == msfl["all"]
    assert full["with_guide"] - full["all"] == 31_037_633  # the U-Net


def test_rounds_to_the_paper(rows):
    for (_, backbone), row in rows.items():
        digits = 0 if row["paper_millions"] == 107 else 1
        assert round(row["comparable"] / 1e6, digits) == row["paper_millions"], backbone


def test_differences_are_from_the_papers_figures(rows):
    assert len(rows) == 6
    for row in rows.values():
        expected = row["comparable"] / 1e6 - row["paper_millions"]
        assert row["difference_millions"] == pytest.approx(expected, abs=0.0005)


@pytest.mark.parametrize(
    ("model", "fusion", "csam"),
    [("Mask RCNN+MSFL", True, False), ("Mask RCNN+MSFL+CSAM", True, True)],
)
def test_parts_of_the_models(model, fusion, csam):
    config = model_config(model, "ResNeXt101")
    assert (config.backbone.type, config.backbone.depth) == ("ResNeXt", 101)
    head = config.roi_head.mask_head
    assert (head.fusion is not None, head.csam is not None) == (fusion, csam)
    assert (config.guide is not None) == csam


def test_text_has_every_row_and_says_what_is_counted(rows):
    text = table_text(list(rows.values()))
    table, _, note = text.partition("\n\n")
    assert note == NOTE
    lines = table.splitlines()
    assert len(lines) == 1 + len(rows)
    for line, (model, backbone) in zip(lines[1:], rows, strict=True):
        assert line.startswith(model)
        assert backbone in line
    # The paper's figure as it stands there, and ours; 43,918,038 is 0.018 million more.
    assert lines[1].split()[2:] == (
        "ResNet50 43.9M 43,918,038 +0.018M 43,971,158 43,971,158".split()
    )
