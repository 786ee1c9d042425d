"""Golden cases of activations, at hard points, at kinks and at random points."""

import torch
import torch.nn.functional as F

import cases
from golden_recurrent import draw

SHAPES = [(), (0,), (1,), (2, 0, 3), (3, 1, 2), (4, 5)]
KINKS = [-6.0, -5.5, -3.0, -2.0, -1.0, -0.5, -0.25, -0.0, 0.0, 0.25, 0.5, 1.0, 2.0, 3.0, 5.5, 6.0]
# Each with the settings to try; a setting's name is the test's.
ACTIVATIONS = {
    "sigmoid": (lambda x: torch.sigmoid(x), [{}]),
    "tanh": (lambda x: torch.tanh(x), [{}]),
    "relu": (lambda x: F.relu(x), [{}]),
    "hardTanh": (lambda x, min=-1.0, max=1.0: F.hardtanh(x, min, max), [{}, {"min": -2.0, "max": 0.5}]),
    "relu6": (lambda x: F.relu6(x), [{}]),
    "leakyRelu": (lambda x, slope=0.01: F.leaky_relu(x, slope), [{}, {"slope": 0.1}, {"slope": -0.5}]),
    "elu": (lambda x, alpha=1.0: F.elu(x, alpha), [{}, {"alpha": 0.3}, {"alpha": 2.0}]),
    "selu": (lambda x: F.selu(x), [{}]),
    "celu": (lambda x, alpha=1.0: F.celu(x, alpha), [{}, {"alpha": 0.5}, {"alpha": 3.0}]),
    "gelu": (lambda x: F.gelu(x), [{}]),
    "geluTanh": (lambda x: F.gelu(x, approximate="tanh"), [{}]),
    "softplus": (lambda x, beta=1.0, threshold=20.0: F.softplus(x, beta, threshold),
                 [{}, {"beta": 2.0}, {"beta": 0.5, "threshold": 1.0}]),
    "softsign": (lambda x: F.softsign(x), [{}]),
    "silu": (lambda x: F.silu(x), [{}]),
    "mish": (lambda x: F.mish(x), [{}]),
    "hardSigmoid": (lambda x: F.hardsigmoid(x), [{}]),
    "hardSwish": (lambda x: F.hardswish(x), [{}]),
    "logSigmoid": (lambda x: F.logsigmoid(x), [{}]),
    "thresholdedRelu": (lambda x, threshold=1.0, value=0.0: F.threshold(x, threshold, value),
                        [{}, {"threshold": 0.25, "value": -3.0}]),
    "tanhshrink": (lambda x: F.tanhshrink(x), [{}]),
    "softshrink": (lambda x, lambd=0.5: F.softshrink(x, lambd), [{}, {"lambd": 0.25}, {"lambd": 0.0}]),
    "hardshrink": (lambda x, lambd=0.5: F.hardshrink(x, lambd), [{}, {"lambd": 0.25}, {"lambd": 2.0}]),
}


def elementwise():
    for operation, (function, all_settings) in ACTIVATIONS.items():
        for settings in all_settings:
            apply = lambda x: function(x, **settings)
            yield cases.case(operation, apply, {"x": cases.hard_points()}, **settings)
            yield cases.case(operation, apply, {"x": torch.tensor(KINKS, dtype=torch.float64)}, **settings)
            for shape in SHAPES:
                yield cases.case(operation, apply, {"x": draw(*shape, scale=5.0)}, **settings)


def learned_slope():
    for shape, channels in [((3,), 1), ((2, 3), 1), ((2, 3), 3), ((2, 3, 4), 3), ((0, 3), 3),
                            ((2, 1, 2), 1), ((2, 3, 2, 2), 3), ((), 1), ((4, 0), 1)]:
        yield cases.case("prelu", lambda x, slope: F.prelu(x, slope),
                         {"x": draw(*shape, scale=2.0), "slope": draw(channels)})
    yield cases.case("prelu", lambda x, slope: F.prelu(x, slope),
                     {"x": cases.hard_points(), "slope": draw(1)})


def over_axes():
    functions = {"softmax": F.softmax, "logSoftmax": F.log_softmax, "softmin": F.softmin}
    shapes = [((5,), 0), ((5,), -1), ((2, 3), 0), ((2, 3), 1), ((2, 3, 4), 1), ((2, 3, 4), -2),
              ((2, 3, 4), 0), ((3, 1, 2), 1), ((0, 3), 0), ((0, 3), 1), ((2, 0), 1), ((2, 33), -1),
              ((2, 2, 2, 3), -3)]
    for operation, function in functions.items():
        for shape, axis in shapes:
            for scale in [1.0, 20.0]:
                yield cases.case(operation, lambda x: function(x, dim=axis),
                                 {"x": draw(*shape, scale=scale)}, axis=axis)
        infinity = cases.INFINITY
        hard = torch.tensor([[700.0, -700.0, 88.0], [-infinity, 0.0, 1.0], [-infinity, -infinity, 0.0],
                             [0.0, -0.0, 0.0], [-700.0, -701.0, -699.5], [1e4, 0.0, -1e4]],
                            dtype=torch.float64)
        if operation == "softmin":
            hard = -hard
        yield cases.case(operation, lambda x: function(x, dim=1), {"x": hard}, axis=1)
        yield cases.case(operation, lambda x: function(x, dim=0), {"x": hard.T.contiguous()}, axis=0)


def write(folder):
    torch.manual_seed(1100)
    groups = [elementwise, learned_slope, over_axes]
    cases.write(folder, "activations", [case for group in groups for case in group()])
