from mmcsam.evaluation import Figure, default_measures
from mmcsam.report.figure_groups import HEADLINES, grouped, headlines


def test_every_figure_has_one_group_and_every_headline_exists():
    info = [figure for metric in default_measures() for figure in metric.info]
    groups = grouped(info)
    assert sorted(figure.key for group in groups.values() for figure in group) == sorted(
        figure.key for figure in info
    )
    assert [figure.key for figure in headlines(info)] == list(HEADLINES)
    assert "boundary_IoU" in [figure.key for figure in groups["Outlines of the cells"]]


def figures(*keys):
    return [Figure(key, "", "", "") for key in keys]


def test_headlines_come_in_their_own_order():
    """And those that there are not are left out."""
    found = headlines(figures("count_error", "AJI", "PQ", "AP"))
    assert [figure.key for figure in found] == ["AP", "PQ", "count_error"]
    assert headlines(figures("AJI")) == []


def test_groups_go_by_the_whole_key():
    """AP, boundary_AP and an unknown key that begins alike are of three groups."""
    groups = grouped(figures("boundary_AP", "AP75", "APX", "mIoU_image", "cell_IoU", "F1_50"))
    assert {title: [figure.key for figure in group] for title, group in groups.items()} == {
        "Average precision": ["AP75"],
        "F1, precision and recall": ["F1_50"],
        "Overlap": ["mIoU_image", "cell_IoU"],
        "Outlines of the cells": ["boundary_AP"],
        "Counts and kinds of errors": ["APX"],
    }
    assert grouped([]) == {}
