"""Writes every golden file of the tests with PyTorch, in float64 and with fixed seeds.

Each `golden_<room>.py` beside this file has a function `write(folder)`; names on the command line
choose rooms.
"""

import importlib
import pathlib
import sys

import torch

HERE = pathlib.Path(__file__).resolve().parent
FOLDER = HERE.parents[1] / "Tests" / "ParlanceTestSupport" / "Golden"


def main():
    torch.set_num_threads(1)
    FOLDER.mkdir(parents=True, exist_ok=True)
    rooms = sys.argv[1:] or sorted(p.stem.removeprefix("golden_") for p in HERE.glob("golden_*.py"))
    for room in rooms:
        importlib.import_module(f"golden_{room}").write(FOLDER)


if __name__ == "__main__":
    main()
