"""Golden trajectories of the update rules, and of clipping.

Two parameters, a [3, 4] and b [5], take 12 steps under given gradients. The last column of a's
gradient is of the size of Adam's epsilon and the last number of b's is always zero.
"""

import torch

import safetensors_file
from golden_recurrent import draw

STEPS = 12
SHAPES = {"a": [3, 4], "b": [5]}
RULES = {
    "sgd": (torch.optim.SGD, {"lr": 0.1}),
    "sgd_momentum": (torch.optim.SGD, {"lr": 0.1, "momentum": 0.9}),
    "sgd_nesterov": (torch.optim.SGD, {"lr": 0.1, "momentum": 0.9, "nesterov": True}),
    "sgd_momentum_weight_decay": (
        torch.optim.SGD,
        {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.01},
    ),
    "adam": (torch.optim.Adam, {"lr": 0.01}),
    "adam_weight_decay": (torch.optim.Adam, {"lr": 0.01, "weight_decay": 0.01}),
    "adamw": (torch.optim.AdamW, {"lr": 0.01, "weight_decay": 0.01}),
}


def gradients():
    step = {name: draw(*shape, scale=2.0) for name, shape in SHAPES.items()}
    step["a"][:, -1] *= 1e-8
    step["b"][-1] = 0
    return step


def scalar(value):
    return torch.tensor(float(value), dtype=torch.float64)


def record(rule, settings):
    parameters = {name: torch.nn.Parameter(draw(*shape)) for name, shape in SHAPES.items()}
    optimizer = rule(parameters.values(), foreach=False, **settings)
    tensors = {"learning_rate": scalar(settings["lr"])}
    for name in ("momentum", "weight_decay"):
        tensors[name] = scalar(settings.get(name, 0))
    if rule is not torch.optim.SGD:
        group = optimizer.param_groups[0]
        tensors["beta1"], tensors["beta2"] = (scalar(value) for value in group["betas"])
        tensors["epsilon"] = scalar(group["eps"])
    for name, parameter in parameters.items():
        tensors[f"initial.{name}"] = parameter.detach().clone()
    for step in range(STEPS):
        for name, gradient in gradients().items():
            parameters[name].grad = gradient
            tensors[f"grad.{step}.{name}"] = gradient.clone()
        optimizer.step()
        for name, parameter in parameters.items():
            tensors[f"value.{step}.{name}"] = parameter.detach().clone()
    return tensors


def clip(limits, function):
    """The same gradients clipped at each limit; `value.<n>.<name>` belongs to `limits[n]`."""
    given = gradients()
    tensors = {f"grad.{name}": gradient.clone() for name, gradient in given.items()}
    tensors["limits"] = torch.tensor(limits, dtype=torch.float64)
    tensors["norm"] = torch.cat([gradient.flatten() for gradient in given.values()]).norm()
    for number, limit in enumerate(limits):
        parameters = {name: torch.nn.Parameter(torch.zeros_like(given[name])) for name in given}
        for name, parameter in parameters.items():
            parameter.grad = given[name].clone()
        function(parameters.values(), limit)
        for name, parameter in parameters.items():
            tensors[f"value.{number}.{name}"] = parameter.grad
    return tensors


def write(folder):
    for seed, (name, (rule, settings)) in enumerate(RULES.items(), start=500):
        torch.manual_seed(seed)
        safetensors_file.write(folder / f"rule_{name}.safetensors", record(rule, settings))
    torch.manual_seed(600)
    safetensors_file.write(
        folder / "clip_norm.safetensors",
        clip([0.25, 3.0, 1000.0], torch.nn.utils.clip_grad_norm_),
    )
    safetensors_file.write(
        folder / "clip_value.safetensors", clip([0.25, 1.0, 1000.0], torch.nn.utils.clip_grad_value_)
    )
