"""B13: what multiscale features and CSAM add to Mask R-CNN, in parameters."""

from harness import Row

from mmcsam.engine.parameter_counts import count_parameters

# What the paper's Table 1, rounded to 0.1 million, allows.
MSFL, CSAM = 459_269, 102_361
ALLOWED = {"MSFL": (443_061, 527_604), "MSFL+CSAM": (543_061, 627_604)}


def run(repeats: int) -> list[Row]:
    """Measure, and return the rows."""
    rows = []
    for backbone in ("ResNet50", "ResNeXt101"):
        totals = [
            count_parameters(f"Mask RCNN{parts}", backbone)["all"]
            for parts in ("", "+MSFL", "+MSFL+CSAM")
        ]
        for name, expected, parts in (
            ("MSFL", MSFL, totals[1] - totals[0]),
            ("CSAM", CSAM, totals[2] - totals[1]),
        ):
            whole = "MSFL" if name == "MSFL" else "MSFL+CSAM"
            low, high = ALLOWED[whole]
            fits = low <= (totals[1] if name == "MSFL" else totals[2]) - totals[0] <= high
            rows.append(
                Row(
                    "B13",
                    f"parameters of {name}, {backbone}; the design's and ours",
                    expected,
                    parts,
                    None,
                    f"{whole} fits the paper's Table 1: {'yes' if fits else 'NO'}",
                    exact=True,
                )
            )
    return rows
