"""Golden cases of linear-chain conditional random fields: losses, gradients, best tags.

Needs `pip install pytorch-crf` (made with 0.7.2).
"""

import torch
from torchcrf import CRF

import cases
from golden_recurrent import draw


def crf():
    for size, lengths in [(1, [1]), (2, [3, 1]), (5, [4, 4, 2]), (9, [7, 1, 5, 2]), (17, [6, 3])]:
        batch, steps = len(lengths), max(lengths)
        mask = torch.arange(steps)[None] < torch.tensor(lengths)[:, None]
        targets = torch.randint(0, size, (batch, steps))
        module = CRF(size, batch_first=True)

        def call(module, x, targets=targets, mask=mask):
            return -module(x, targets, mask=mask, reduction="none")

        settings, tensors = cases.module_case(
            "crf", module, {"x": draw(batch, steps, size, scale=2.0)}, call,
            {"targets": targets.flatten(), "lengths": lengths}, size=size)
        for name, parameter in module.named_parameters():
            parameter.data = tensors[f"in.{name}"]
        best = module.decode(tensors["in.x"], mask=mask)
        tensors["best"] = torch.tensor([tag for path in best for tag in path])
        yield settings, tensors


def write(folder):
    torch.manual_seed(51)
    cases.write(folder, "crf", list(crf()))
