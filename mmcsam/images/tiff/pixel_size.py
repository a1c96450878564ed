"""How large a pixel of a TIFF image is."""

import math
from typing import Any
from xml.etree import ElementTree

# In micrometres. An inch is not among them: it comes from a printer's resolution.
UNITS = {"m": 1e6, "cm": 1e4, "mm": 1e3, "nm": 1e-3, "pm": 1e-6, "Å": 1e-4}
UNITS |= {"nanometer": 1e-3, "millimeter": 1e3}
UNITS |= dict.fromkeys(("µm", "μm", "um", "\\u00B5m", "micron", "microns", "micrometer"), 1.0)
_CENTIMETRE = 3  # of the tag ResolutionUnit


def pixel_size(file: Any, number: int) -> float | None:
    """Return micrometres per pixel; None if the file does not say, or they are not square.

    OME's and ImageJ's own entries count, and a resolution per centimetre.

    Args:
        file: An open ``tifffile.TiffFile``.
        number: Of the series in it.
    """
    tags = file.series[number].keyframe.tags
    try:
        if file.is_ome and file.ome_metadata:
            root = ElementTree.fromstring(file.ome_metadata)
            said = [node.attrib for node in root.iter() if node.tag.endswith("}Pixels")][number]
            sizes = [
                float(said[f"PhysicalSize{axis}"])
                * UNITS[said.get(f"PhysicalSize{axis}Unit", "µm").strip()]
                for axis in "XY"
            ]
        else:
            unit = str((file.imagej_metadata or {}).get("unit", "")).strip()
            if not unit and tags["ResolutionUnit"].value == _CENTIMETRE:
                unit = "cm"
            sizes = [
                UNITS[unit]
                * tags[f"{axis}Resolution"].value[1]
                / tags[f"{axis}Resolution"].value[0]
                for axis in "XY"
            ]
    except (ElementTree.ParseError, IndexError, KeyError, ValueError, ZeroDivisionError):
        return None
    square = 0 < sizes[0] < math.inf and math.isclose(*sizes, rel_tol=0.01)
    return sizes[0] if square else None
