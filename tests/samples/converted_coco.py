"""Read back what a conversion wrote and found."""

import json


def load(out, split="train"):
    return json.loads((out / f"instances_{split}.json").read_text())


def found(report):
    return [(problem.file, problem.found) for problem in report.problems]
