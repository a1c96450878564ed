"""The code's layout: imports run down only, nothing is unused, nothing is too large.

Modules are parsed, not imported.
"""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from repository import ROOT

from mmcsam.cli.commands import COMMANDS

PACKAGE = ROOT / "mmcsam"
# From the ground up; docs/layout.md draws it. A folder imports its own floor and those below.
FLOORS = (
    ("version", "dependencies", "start", "environment"),
    ("structures", "jobs"),
    ("ops", "coco", "images"),
    ("visualization",),
    ("converters", "export", "models", "datasets", "evaluation", "synthesis"),
    ("check", "report", "engine"),
    ("components",),
    ("inference",),
    ("deployment", "fine_tuning"),
    ("web", "napari_plugin"),
    ("cli",),
    ("__init__", "__main__"),
)
FLOOR = {name: number for number, names in enumerate(FLOORS) for name in names}
# Slow to import, or not needed by what most people do: imported where they are used.
LATE = {
    *("magicgui", "matplotlib", "napari", "onnx", "onnxruntime", "openslide", "openvino", "PIL"),
    *("pylibCZIrw", "qtpy", "ray", "roifile", "scipy", "skimage", "supervision", "tifffile"),
    *("uvicorn", "zarr"),
}
# Python and Runner configs start here.
ENTRIES = {"mmcsam", "mmcsam.__main__", *(command.module for command in COMMANDS.values())}
ENTRIES.add("mmcsam.web.learning.training")  # a process of its own
ENTRIES.update(re.findall(r"python_name: ([\w.]+):", (PACKAGE / "napari.yaml").read_text()))


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in PACKAGE.rglob("*.py")}


def statements(node: ast.AST, late: bool):
    """Yield import statements, those inside functions only if asked for, never for types alone."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        if isinstance(child, ast.FunctionDef) and not late:
            continue
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child
        yield from statements(child, late)


def imported(name: str, late: bool = True) -> set[str]:
    """Return the modules of any package that a module of ours imports."""
    found = set()
    is_package = MODULES[name].name == "__init__.py"
    for node in statements(ast.parse(MODULES[name].read_text()), late):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
            continue
        base = node.module or ""
        if node.level:
            assert node.level == 1, f"{name} climbs out of its folder by dots"
            folder = name if is_package else name.rpartition(".")[0]
            base = f"{folder}.{base}".rstrip(".")
        inside = {f"{base}.{alias.name}" for alias in node.names}
        found |= {one if one in MODULES else base for one in inside}
    return found


ARROWS = {name: {target for target in imported(name) if target in MODULES} for name in MODULES}


def floor(name: str) -> int:
    parts = name.split(".")
    return FLOOR[parts[1] if len(parts) > 1 else "__init__"]


def test_every_folder_has_a_floor():
    there = {path.stem for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()}
    there |= {path.stem for path in PACKAGE.glob("*.py")}
    assert there == set(FLOOR)


def test_imports_run_down():
    climbing = [
        f"{name} imports {target}"
        for name, targets in ARROWS.items()
        for target in targets
        if floor(target) > floor(name)
    ]
    assert climbing == []


def test_no_circle():
    """Neither of modules nor of the folders directly under the package."""
    folders: dict[str, set[str]] = {}
    for name, targets in ARROWS.items():
        if name.count("."):
            ends = {target.split(".")[1] for target in targets if target.count(".")}
            folders.setdefault(name.split(".")[1], set()).update(ends - {name.split(".")[1]})
    for graph in (ARROWS, folders):
        left = {node: set(ends) for node, ends in graph.items()}
        while leaves := [node for node, ends in left.items() if not ends & left.keys()]:
            for node in leaves:
                del left[node]
        assert left == {}


def test_every_module_is_used():
    """A folder's own file is: whatever imports something in the folder runs it."""
    used = ENTRIES.union(*ARROWS.values())
    unused = [name for name in MODULES if name not in used]
    assert [name for name in unused if MODULES[name].name != "__init__.py"] == []


def test_what_is_slow_is_imported_where_it_is_used():
    early = {
        name: {target.split(".")[0] for target in imported(name, late=False)} & LATE
        for name in MODULES
    }
    assert {name: found for name, found in early.items() if found} == {}


def test_the_calls_alone_know_what_answers_them():
    """FastAPI takes long to import, and is an extra."""
    early = {
        name for name in MODULES if "fastapi" in {t.split(".")[0] for t in imported(name, False)}
    }
    assert {name for name in early if not name.startswith("mmcsam.web.api.")} == set()


def test_what_needs_no_network_needs_no_torch():
    """Labs convert, check and export on machines without PyTorch, and help answers at once."""
    folders = {"structures", "jobs", "coco", "images", "visualization", "synthesis"}
    folders |= {"converters", "export", "check", "cli"}
    found = [
        f"{name} imports {target}"
        for name in MODULES
        if name.count(".") and name.split(".")[1] in folders
        for target in imported(name, late=False)
        if target.split(".")[0] in {"torch", "mmcv", "mmdet", "mmengine"}
    ]
    assert found == []


def run_by(name: str) -> set[str]:
    """Return the modules of ours that run when one is imported."""
    seen, todo = set(), [name]
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            parents = {name.rsplit(".", depth)[0] for depth in range(1, name.count(".") + 1)}
            early = imported(name, late=False) & MODULES.keys()
            todo += early | (parents - {"mmcsam"})
    return seen


def test_exported_models_are_run_without_torch():
    found = {
        f"{name} imports {target}"
        for entry in ("mmcsam.inference", "mmcsam.cli.predict", "mmcsam.cli.models.models")
        for name in run_by(entry)
        for target in imported(name, late=False)
        if target.split(".")[0] in {"torch", "mmcv", "mmdet", "mmengine"}
    }
    assert found == set()


def test_importing_the_package_brings_no_tools():
    """Components are for training; what converts, checks, exports and reports is not.

    Smears are drawn while a model trains.
    """
    seen = run_by("mmcsam.components")
    tools = {"converters", "export", "check", "report", "cli"}
    assert {name for name in seen if name.split(".")[1] in tools} == set()


def test_sizes():
    lines = {name: len(path.read_text().splitlines()) for name, path in MODULES.items()}
    assert {name: number for name, number in lines.items() if number > 250} == {}
    folders = Counter()
    for name, number in lines.items():
        folders[".".join(name.split(".")[:2])] += number
    assert {name for name, number in folders.items() if number > 0.22 * folders.total()} == set()
    for folder in {path.parent for path in MODULES.values()}:
        assert len(list(folder.glob("[a-z]*.py"))) <= 16, folder


def test_no_test_file_is_too_long():
    long = {path: len(path.read_text().splitlines()) for path in ROOT.glob("tests/**/*.py")}
    assert {path: number for path, number in long.items() if number >= 350} == {}


LOGIC = [
    path.relative_to(PACKAGE)
    for path in sorted(MODULES.values())
    if any(isinstance(node, ast.FunctionDef) for node in ast.walk(ast.parse(path.read_text())))
]


@pytest.mark.parametrize("path", LOGIC, ids=str)
def test_logic_has_its_test_file(path):
    assert (ROOT / "tests" / path.with_name(f"test_{path.name}")).is_file()
