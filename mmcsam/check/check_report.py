"""What a check found."""

from dataclasses import dataclass, field
from pathlib import Path

from .finding import Finding, FindingKind, Severity
from .label_agreement import LabelAgreement


@dataclass
class CheckReport:
    """Everything that a check found in a COCO file.

    Attributes:
        ann_file: The file.
        images: Images in it.
        instances: Annotations in it.
        trained: Those that MMDetection trains on, with the mask that the file means.
        overlapped_pixels: Pixels that pairs of instances of one class share.
        findings: In the order in which they were found.
        labels: How far label images agree, if any were given.
        sheet: The contact sheet, if one was written.
        listed: Findings of a kind that the table lists; None for all.
    """

    ann_file: Path
    images: int = 0
    instances: int = 0
    trained: int = 0
    overlapped_pixels: int = 0
    findings: list[Finding] = field(default_factory=list)
    labels: LabelAgreement | None = None
    sheet: Path | None = None
    listed: int | None = 3

    def of(self, kind: FindingKind) -> list[Finding]:
        """Return the findings of a kind."""
        return [finding for finding in self.findings if finding.kind is kind]

    def count(self, severity: Severity) -> int:
        """Return the number of findings of a severity."""
        return sum(finding.kind.severity is severity for finding in self.findings)

    def __str__(self) -> str:
        """Return the table: the worst first, each kind with its first findings."""
        lines = [
            f"{self.ann_file}: {self.images:,} images, {self.instances:,} instances, "
            f"of which MMDetection trains on {self.trained:,}"
        ]
        if self.labels is not None:
            lines.append(str(self.labels))
        by_kind: dict[FindingKind, list[Finding]] = {kind: [] for kind in FindingKind}
        for finding in self.findings:
            by_kind[finding.kind].append(finding)
        for severity in Severity:
            for kind, findings in by_kind.items():
                if kind.severity is severity and findings:
                    lines += self._rows(kind, findings)
        totals = {severity.value: self.count(severity) for severity in Severity}
        lines.append(", ".join(f"{n:,} {name}{'s' * (n != 1)}" for name, n in totals.items()))
        if self.sheet is not None:
            lines.append(f"written: {self.sheet}")
        return "\n".join(lines)

    def _rows(self, kind: FindingKind, findings: list[Finding]) -> list[str]:
        title = kind.title
        if kind is FindingKind.OVERLAP:
            title += f", in {self.overlapped_pixels:,} pixels"
        rows = [f"{kind.severity.value:8}{len(findings):8,}  {title}", f"{'':18}{kind.effect}"]
        listed = findings[: self.listed]
        rows += [f"{'':20}{finding}" for finding in listed]
        if len(listed) < len(findings):
            rows.append(f"{'':20}and {len(findings) - len(listed):,} more")
        return rows
