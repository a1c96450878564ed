"""What findings say."""

import pytest

from mmcsam.check.finding import Finding, Severity
from mmcsam.check.finding import FindingKind as Kind


def test_every_kind_explains_itself():
    assert len({kind.title for kind in Kind}) == len(Kind)
    assert all(kind.effect and isinstance(kind.severity, Severity) for kind in Kind)


@pytest.mark.parametrize(
    ("kind", "short"),
    [(Kind.CROWD, "crowd"), (Kind.DUPLICATE_IMAGE_ID, "duplicate image id")],
)
def test_short_names(kind, short):
    assert kind.short == short


def test_a_finding_says_where_and_what():
    assert str(Finding(Kind.CROWD, "1.png, annotation 5")) == "1.png, annotation 5"
    assert str(Finding(Kind.NO_AREA, "1.png", "area -1")) == "1.png: area -1"


def test_severities_run_from_the_worst_on():
    assert [severity.value for severity in Severity] == ["error", "warning", "note"]
