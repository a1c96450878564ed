"""Charts as data that the SVG template draws."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

WIDTH, HEIGHT = 360, 250
LEFT, RIGHT, TOP, BOTTOM = 48, 12, 12, 44


@dataclass(frozen=True)
class Axis:
    """An axis from ``low`` to ``high`` with its title, which names the unit, and its ticks."""

    title: str
    low: float
    high: float
    ticks: tuple[float, ...]

    @classmethod
    def share(cls, title: str, low: float = 0.0) -> "Axis":
        """Make an axis up to 1."""
        steps = 5
        ticks = tuple(low + (1 - low) * step / steps for step in range(steps + 1))
        return cls(title, low, 1.0, ticks)

    @classmethod
    def upto(cls, title: str, value: float, whole: bool = False) -> "Axis":
        """Make an axis from 0 that a value fits on, with ticks at multiples of 1, 2 or 5.

        Args:
            title: With the unit.
            value: The largest one; 0 or more.
            whole: Whether values are whole numbers.

        Example:
            >>> Axis.upto("cells", 13, whole=True).ticks
            (0.0, 5.0, 10.0, 15.0)
        """
        rough = max(value, 1 if whole else 1e-9) / 4
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
        step = max(step, 1.0) if whole else step
        count = max(1, math.ceil(value / step - 1e-9))
        return cls(title, 0.0, count * step, tuple(step * place for place in range(count + 1)))

    def place(self, value: float) -> float:
        """Return where a value lies: 0 at the start, 1 at the end; what is outside lies there."""
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))


@dataclass(frozen=True)
class Series:
    """One model's part of a chart.

    Attributes:
        model: Place of the model, for colour, dashes and marker.
        points: x and y.
        labels: What a marker says when it is pointed at, one a point; without them the points are
            joined by a line.
        weights: What a marker's area goes with, one a point.
        filled: Whether the area down to the axis is tinted.
    """

    model: int
    points: Sequence[tuple[float, float]]
    labels: Sequence[str] = ()
    weights: Sequence[float] = ()
    filled: bool = False


@dataclass(frozen=True)
class Chart:
    """One chart.

    Attributes:
        title: Above it.
        summary: What it shows, in words: below it, and for people who do not see it.
        x: Horizontal axis.
        y: Vertical axis.
        series: What is drawn, the first model on top.
        diagonal: Whether a line shows where x equals y.
        absent: What to say instead of a chart without series.
    """

    title: str
    summary: str
    x: Axis
    y: Axis
    series: list[Series] = field(default_factory=list)
    diagonal: bool = False
    absent: str = ""

    def left(self, value: float) -> float:
        """Return the column of a value of the x axis, in the picture's units."""
        return round(LEFT + self.x.place(value) * (WIDTH - LEFT - RIGHT), 1)

    def top(self, value: float) -> float:
        """Return the row of a value of the y axis, in the picture's units."""
        return round(HEIGHT - BOTTOM - self.y.place(value) * (HEIGHT - TOP - BOTTOM), 1)

    def line(self, series: Series) -> str:
        """Return a series as the path of an SVG."""
        return "M" + "L".join(f"{self.left(x)} {self.top(y)}" for x, y in series.points)

    def area(self, series: Series) -> str:
        """Return a series, closed along the x axis, as the path of an SVG."""
        (first, _), (last, _) = series.points[0], series.points[-1]
        base = self.top(self.y.low)
        return f"{self.line(series)}L{self.left(last)} {base}L{self.left(first)} {base}Z"
