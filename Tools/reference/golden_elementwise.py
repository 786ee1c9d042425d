"""Golden cases of functions of one number, at hard points and at random ones."""

import torch

import cases
from golden_recurrent import draw

SHAPES = [(), (0,), (1,), (2, 0, 3), (3, 1, 2)]
UNARY = {
    "exp": torch.exp,
    "relu": torch.relu,
    "sigmoid": torch.sigmoid,
    "sqrt": torch.sqrt,
    "tanh": torch.tanh,
}


def unary():
    for operation, function in UNARY.items():
        apply = lambda x, function=function: function(x)
        yield cases.case(operation, apply, {"x": cases.hard_points()})
        for shape in SHAPES:
            yield cases.case(operation, apply, {"x": draw(*shape, scale=4.0)})


def write(folder):
    torch.manual_seed(1000)
    cases.write(folder, "elementwise", list(unary()))
