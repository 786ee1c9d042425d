"""Golden cases: many configurations of operations in one file, each with PyTorch's answer.

A group is a list of cases, `case(...)` makes one and `write` a file `cases_<group>.safetensors`. The
tensors of case n are `n.in.<name>`, `n.out.<k>`, `n.dy.<k>` (the random cotangents), `n.grad.<name>`
and the integers under their names; the settings are JSON in the file's metadata. Results that PyTorch
finds in single precision but that are not those of double precision rounded (overflow, cancellation)
are kept as `n.f32.<name>`.
"""

import json
import math

import torch

import safetensors_file
from golden_recurrent import draw

NAN, INFINITY = float("nan"), float("inf")
HARD = [0.0, -0.0, 1e-30, -1e-30, 1e-8, -1e-8, 0.5, -0.5, 1.0, -1.0, 2.0, -2.0, 3.0, -3.0, 6.0, -6.0,
        20.0, -20.0, 88.0, -88.0, 700.0, -700.0, INFINITY, -INFINITY, NAN]


def hard_points():
    """Every hard point, then random numbers."""
    return torch.cat([torch.tensor(HARD, dtype=torch.float64), draw(15, scale=3.0)])


def _run(function, inputs, cotangents, dtype):
    leaves = {name: x.detach().to(dtype).clone() for name, x in inputs.items()}
    for leaf in leaves.values():
        leaf.requires_grad_()
    outputs = function(**leaves)
    outputs = list(outputs) if isinstance(outputs, (tuple, list)) else [outputs]
    if cotangents is None:
        cotangents = [draw(*y.shape) if y.requires_grad else None for y in outputs]
    results = {f"out.{k}": y.to(dtype) for k, y in enumerate(outputs)}
    pairs = [(y, dy.to(dtype)) for y, dy in zip(outputs, cotangents) if dy is not None]
    if pairs and leaves:
        gradients = torch.autograd.grad(
            [y for y, _ in pairs], list(leaves.values()), [dy for _, dy in pairs],
            allow_unused=True)
        for (name, leaf), gradient in zip(leaves.items(), gradients):
            results[f"grad.{name}"] = torch.zeros_like(leaf) if gradient is None else gradient
    return results, cotangents


def _differs(single, double):
    rounded = double.to(torch.float32)
    near = torch.isclose(single, rounded, rtol=1e-5, atol=1e-6, equal_nan=True)
    return not bool(near.all())


def case(operation, function, inputs, integers=None, single=True, **settings):
    """One case: `function(**inputs)` is the output or a list of them, each input a leaf.

    `integers` are kept for the test; the function closes over its own. `single=False` leaves single
    precision out where PyTorch has none.
    """
    results, cotangents = _run(function, inputs, None, torch.float64)
    tensors = {f"in.{name}": x for name, x in inputs.items()}
    tensors.update({f"dy.{k}": dy for k, dy in enumerate(cotangents) if dy is not None})
    tensors.update(results)
    if single:
        for name, value in _run(function, inputs, cotangents, torch.float32)[0].items():
            if _differs(value, results[name]):
                tensors[f"f32.{name}"] = value
    for name, value in (integers or {}).items():
        tensors[name] = torch.as_tensor(value, dtype=torch.int64)
    settings = {key: _json(value) for key, value in settings.items()}
    return {"operation": operation, **settings}, tensors


class _Call(torch.nn.Module):
    """A module under another way to call it, so that its parameters can be replaced."""

    def __init__(self, module, call):
        super().__init__()
        self.module, self.call = module, call

    def forward(self, **inputs):
        return self.call(self.module, **inputs) if self.call else self.module(**inputs)


def module_case(operation, module, inputs, call=None, integers=None, scale=0.7, **settings):
    """One case of a module: its parameters, drawn anew, are inputs under their own names.

    `call(module, **inputs)` is the output or a list of them; without it the module takes the inputs
    by name.
    """
    own = {name: draw(*p.shape, scale=scale) for name, p in module.named_parameters()}
    wrapped = _Call(module, call)

    def function(**leaves):
        parameters = {f"module.{name}": leaves.pop(name) for name in own}
        return torch.func.functional_call(wrapped, parameters, (), leaves)

    return case(operation, function, {**inputs, **own}, integers, **settings)


def _json(value):
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def write(folder, group, cases):
    """Writes `cases_<group>.safetensors`."""
    tensors = {f"{n}.{name}": x for n, (_, case) in enumerate(cases) for name, x in case.items()}
    settings = json.dumps([settings for settings, _ in cases])
    safetensors_file.write(
        folder / f"cases_{group}.safetensors", tensors, metadata={"cases": settings})
