"""A program's folder: what is written, and that it is true."""

import hashlib

import cv2
import numpy as np
import pytest
import torch
import yaml
from two_class_detector import two_class_card, two_class_detector

from mmcsam.deployment.program_folder import ProgramForm, write_program_folder
from mmcsam.synthesis.marrow.smear import draw_numbered_smear


def write(folder, normalised, **known):
    card = two_class_card(licence="Apache-2.0", **known)
    form = ProgramForm("p.pt", normalised)
    write_program_folder(two_class_detector(card), card, folder, form, 0.25, 0.0, ("A. Person",))
    return folder


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return write(tmp_path_factory.mktemp("plain"), False)


def test_files(plain):
    assert sorted(path.name for path in plain.iterdir()) == [
        *("cover.png", "p.pt", "rdf.yaml", "test-input.npy", "test-output_classes.npy"),
        *("test-output_labels.npy", "two-class_README.md"),
    ]
    content = yaml.safe_load((plain / "rdf.yaml").read_text())
    weights = content["weights"]["torchscript"]
    assert weights["sha256"] == hashlib.sha256((plain / "p.pt").read_bytes()).hexdigest()
    assert torch.__version__.startswith(weights["pytorch_version"])
    named = [content["documentation"], *content["covers"], weights["source"]]
    named += [one["test_tensor"]["source"] for one in content["inputs"] + content["outputs"]]
    assert sorted([*named, "rdf.yaml"]) == sorted(path.name for path in plain.iterdir())
    cover = cv2.imread(str(plain / "cover.png"))
    assert cover.shape == (384, 384, 3)


def test_the_test_tensors_are_what_the_program_makes(plain):
    image = np.load(plain / "test-input.npy")
    assert image.shape == (1, 3, 384, 512) and image.dtype == np.float32
    drawn = draw_numbered_smear(6_000, 0, (512, 384), 1.0).image
    assert np.array_equal(image[0].transpose(1, 2, 0), drawn)  # red first
    labels, classes = torch.jit.load(plain / "p.pt")(torch.from_numpy(image))
    assert np.array_equal(labels.numpy(), np.load(plain / "test-output_labels.npy"))
    assert np.array_equal(classes.numpy(), np.load(plain / "test-output_classes.npy"))
    assert labels.max() > 0


def test_normalised(plain, tmp_path):
    """The test image stays as files hold it; rdf.yaml tells readers to normalise it."""
    folder = write(tmp_path, True)
    image = np.load(folder / "test-input.npy")
    assert np.array_equal(image, np.load(plain / "test-input.npy"))
    low, high = np.percentile(image, (0.1, 99.9), axis=(2, 3), keepdims=True)
    x = torch.from_numpy(((image - low) / (high - low + 1e-6)).astype(np.float32))
    labels, _ = torch.jit.load(folder / "p.pt")(x)
    assert np.array_equal(labels.numpy(), np.load(folder / "test-output_labels.npy"))


def test_intensities_of_the_training(plain, tmp_path):
    """A model of 16 bits takes 16 bits: the same image, the same cells."""
    folder = write(tmp_path, False, intensity={"low": 100.0, "high": 4000.0})
    image = np.load(folder / "test-input.npy")
    assert image.min() >= 100 and 3000 < image.max() <= 4000
    back = (image - 100) / 3900 * 255
    assert np.allclose(back, np.load(plain / "test-input.npy"), atol=1e-3)
    labels = [np.load(one / "test-output_labels.npy") for one in (folder, plain)]
    assert np.count_nonzero(labels[0] != labels[1]) <= 20
