"""A checkout to read from: files in a folder of the test's own."""

import tempfile
import unittest
from pathlib import Path

DVC_YAML = """
stages:
  split:
    cmd: mlops stage split
    deps:
    - data/source/${data.source}
    - Cargo.lock
    outs: [data/parts/train.csv: {persist: true}]
  score:
    cmd: mlops stage score
    deps: [data/parts]
    metrics:
    - metrics/${ data.name }.json
"""
PARAMS_YAML = "data: {name: iris, source: iris.csv, none: null, flag: true}\n"
DATA_DVC = "deps: [{path: dataset/iris.csv}]\nouts: [{path: data/source/iris.csv, md5: 0a}]\n"


class InCheckout(unittest.TestCase):
    """`self.root` has two stages, their Dockerfiles, and an import."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        files = {"dvc.yaml": DVC_YAML, "params.yaml": PARAMS_YAML, "data.dvc": DATA_DVC, "Dockerfile.split": "", "Dockerfile.score": ""}
        for name, text in files.items():
            self.write(name, text)

    def write(self, name: str, text: str) -> None:
        (self.root / name).write_text(text)

    def edit(self, name: str, old: str, new: str) -> None:
        text = (self.root / name).read_text()
        self.assertIn(old, text)
        self.write(name, text.replace(old, new))
