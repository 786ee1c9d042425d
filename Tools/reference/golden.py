"""Writes every golden file of the tests with PyTorch, in float64 and with fixed seeds."""

import pathlib

import torch

import golden_language_model
import golden_layers
import golden_recurrent
import golden_rules

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "ParlanceTestSupport" / "Golden"


def main():
    torch.set_num_threads(1)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for room in (golden_recurrent, golden_layers, golden_rules, golden_language_model):
        room.write(FOLDER)


if __name__ == "__main__":
    main()
