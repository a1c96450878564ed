"""The text beside a label program."""

from mmcsam.inference.model.model_card import ModelCard


def program_readme(
    card: ModelCard, pixel_size: float | None, normalised: bool, score_threshold: float
) -> str:
    """Return Markdown that says what a label program takes, gives and is not for.

    Args:
        card: Of the model.
        pixel_size: Micrometres a pixel of its images; None if not known.
        normalised: Whether images are normalised by percentiles before they go in.
        score_threshold: Cells of lower scores are left out.
    """
    scale = [] if pixel_size is None else [f"{pixel_size:.4g} micrometres a pixel"]
    scale += [] if card.cell_width is None else [f"cells {card.cell_width:.0f} pixels wide"]
    intensities = (
        "normalised: each channel's percentiles 0.1 and 99.9 become 0 and 1"
        if normalised
        else "as files hold them: 0 to 255"
        if card.intensity is None
        else f"{card.intensity['low']:g} to {card.intensity['high']:g}, as in the training"
    )
    lines = [
        f"# {card.name}",
        "",
        card.description,
        "",
        "## What goes in",
        "",
        "- A colour image (1, 3, H, W), float32, red first, H and W at least 96.",
        f"- Scale: {', '.join(scale) or 'that of the training, which is not known'}.",
        f"- Intensities: {intensities}.",
        "",
        "## What comes out",
        "",
        "- A label image (1, 1, H, W), float32: 0 is the background, k the k-th cell by score.",
        f"- Cells of scores below {score_threshold:g} are left out.",
    ]
    if len(card.classes) > 1:
        names = "; ".join(f"{number}: {name}" for number, name in enumerate(card.classes))
        lines.append(
            f"- The class of each cell (k, 1), uint8 ({names}). There are two rows at least; those "
            "beyond the last cell have no meaning."
        )
    else:
        lines.append(f"- One class: {card.classes[0]}.")
    lines += [
        "",
        "## Validation",
        "",
        "Look at the cells found on some images of your own before you count on them, and compare "
        "with outlines of yours: figures of other images do not tell of other stains and cameras.",
        "`rdf.yaml` names a drawn test image and what the program makes of it.",
        "",
        f"Licence of the weights: {card.licence}. Packed with {card.rows()['packed with']}.",
        "",
    ]
    return "\n".join(lines)
