"""Writes every golden file of the tests with PyTorch, in float64 and with fixed seeds."""

import pathlib

import torch

import golden_language_model
import golden_layers
import golden_recurrent
import golden_rules

TESTS = pathlib.Path(__file__).resolve().parents[2] / "Tests"


def folder(target):
    path = TESTS / f"{target}Tests" / "Golden"
    path.mkdir(parents=True, exist_ok=True)
    return path


def main():
    torch.set_num_threads(1)
    golden_recurrent.write(folder("ParlanceNN"))
    golden_layers.write(folder("ParlanceNN"))
    golden_rules.write(folder("ParlanceOptim"))
    golden_language_model.write(folder("ParlanceLanguageModels"))


if __name__ == "__main__":
    main()
