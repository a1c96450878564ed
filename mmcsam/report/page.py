"""The report as one HTML page."""

from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from mmcsam.evaluation.evaluation import MEAN
from mmcsam.report import figure_text

from .breakdown import breakdowns
from .charts import chart
from .charts.distribution_charts import best_iou_chart, boundary_error_chart, count_chart
from .charts.quality_charts import f1_by_iou_chart, f1_by_score_chart, precision_recall_charts
from .evaluation_run import EvaluationRun
from .figure_groups import grouped, headlines
from .figures_file import versions
from .gallery import (
    SHOWN,
    SHOWN_EACH_WAY,
    draw_errors,
    draw_two_models,
    most_different,
    worst_and_median,
)
from .image_files import find_images
from .output import write_output
from .true_cells import describe_true_cells


def write_report(
    run: EvaluationRun, out: Path, image_root: Path | None = None, overwrite: bool = False
) -> Path:
    """Write ``out/index.html``, which needs no other file and no network.

    The file is whole or absent.

    Args:
        run: What was evaluated. Its settings hold "max_dets".
        out: Folder, made if missing.
        image_root: Folder that the images' names start from; None draws masks on a plain
            background.
        overwrite: Replace a page that this program did not write, or that was changed since.

    Returns:
        Path: The page.

    Raises:
        OSError: If an image is missing or a file cannot be read or written.
        ValueError: If an image has another size than its masks.
    """
    page = render_page(run, image_root)
    path = out / "index.html"
    write_output(path, page, run.files_read, overwrite)
    return path


def render_page(run: EvaluationRun, image_root: Path | None = None) -> str:
    """Return the page that :func:`write_report` writes."""
    # Names of files, models and classes are anybody's text.
    environment = Environment(
        loader=PackageLoader("mmcsam.report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.globals |= {"text": figure_text, "chart": chart, "mean": MEAN}
    return environment.get_template("page.html.j2").render(
        run=run,
        headlines=headlines(run.info),
        groups=grouped(run.info),
        charts=_charts(run),
        breakdowns=_breakdowns(run),
        galleries=_galleries(run, image_root),
        image_root=image_root,
        versions=versions(),
    )


def _charts(run: EvaluationRun) -> list[chart.Chart]:
    return [
        *precision_recall_charts(run.models, run.settings["max_dets"]),
        f1_by_iou_chart(run.models),
        f1_by_score_chart(run.models),
        best_iou_chart(run.models),
        boundary_error_chart(run.models),
        count_chart(run.models),
    ]


def _breakdowns(run: EvaluationRun) -> dict[str, list[tuple]]:
    """Return for each way to tell cells apart the rows: each model's one side by side."""
    cells = describe_true_cells(run.models[0].images)
    by_model = [breakdowns(cells, model.outcomes) for model in run.models]
    return {
        title: list(zip(*(each[title] for each in by_model), strict=True)) for title in by_model[0]
    }


def _galleries(run: EvaluationRun, image_root: Path | None) -> list[tuple]:
    """Return heading, explanation and entries of each row of images."""
    first, *others = run.models
    names = [outcome.file_name for outcome in first.outcomes]
    images = {} if image_root is None else find_images(image_root, names)
    worst, median = worst_and_median(first.outcomes)
    galleries = [
        (
            "Worst images",
            f"Up to {SHOWN} images of the lowest panoptic quality with {first.name}, the lowest "
            "first.",
            draw_errors(first, worst, images),
        ),
        (
            "Median images",
            f"Up to {SHOWN} images around the median panoptic quality with {first.name}: what is "
            "usual.",
            draw_errors(first, median, images),
        ),
    ]
    for other in others:
        better, worse = most_different(first.outcomes, other.outcomes)
        for model, places in ((other, better), (first, worse)):
            loser = first if model is other else other
            galleries.append(
                (
                    f"Where {model.name} does better than {loser.name}",
                    f"Up to {SHOWN_EACH_WAY} images, the largest difference in panoptic quality "
                    f"first; figures of {first.name} and {other.name}.",
                    draw_two_models(first, other, places, images),
                )
            )
    return galleries
