"""Golden trajectories of the update rules, and of clipping.

Three parameters, a [3, 4], b [5] and c [2, 1], take 12 steps under given gradients. The last column of
a's gradient is of the size of Adam's epsilon, the last number of b's is always zero, and c's is zero at
every third step. A table [6, 3] takes 12 steps under gradients of some of its rows.
"""

import torch

import safetensors_file
from golden_recurrent import draw

STEPS = 12
SHAPES = {"a": [3, 4], "b": [5], "c": [2, 1]}
ROWS = [[4, 0], [1, 5], [], [4], [0, 1, 2, 3, 4, 5], [2], [4, 2], [0], [5, 3], [], [1, 2, 3], [4, 0]]
optim = torch.optim
RULES = {
    "sgd": (optim.SGD, {"lr": 0.1}),
    "sgd_weight_decay": (optim.SGD, {"lr": 0.1, "weight_decay": 0.3}),
    "sgd_momentum": (optim.SGD, {"lr": 0.1, "momentum": 0.9}),
    "sgd_nesterov": (optim.SGD, {"lr": 0.1, "momentum": 0.9, "nesterov": True}),
    "sgd_dampening": (
        optim.SGD, {"lr": 0.1, "momentum": 0.8, "dampening": 0.3, "weight_decay": 0.1}),
    "sgd_momentum_weight_decay": (optim.SGD, {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.01}),
    "adam": (optim.Adam, {"lr": 0.01}),
    "adam_weight_decay": (optim.Adam, {"lr": 0.01, "weight_decay": 0.01}),
    "adam_amsgrad": (
        optim.Adam, {"lr": 0.02, "betas": (0.8, 0.5), "amsgrad": True, "weight_decay": 0.1}),
    "adamw": (optim.AdamW, {"lr": 0.01, "weight_decay": 0.01}),
    "adamw_amsgrad": (
        optim.AdamW, {"lr": 0.02, "betas": (0.8, 0.5), "amsgrad": True, "weight_decay": 0.3}),
    "adagrad": (optim.Adagrad, {"lr": 0.1}),
    "adagrad_decays": (
        optim.Adagrad,
        {"lr": 0.1, "lr_decay": 0.05, "weight_decay": 0.1, "initial_accumulator_value": 0.5,
         "eps": 1e-6}),
    "rmsprop": (optim.RMSprop, {"lr": 0.01}),
    "rmsprop_momentum": (
        optim.RMSprop, {"lr": 0.01, "alpha": 0.9, "momentum": 0.8, "weight_decay": 0.1}),
    "rmsprop_centred": (optim.RMSprop, {"lr": 0.01, "alpha": 0.9, "centered": True}),
    "rmsprop_centred_momentum": (
        optim.RMSprop,
        {"lr": 0.01, "centered": True, "momentum": 0.5, "eps": 1e-6, "weight_decay": 0.1}),
    "adadelta": (optim.Adadelta, {}),
    "adadelta_weight_decay": (
        optim.Adadelta, {"lr": 0.5, "rho": 0.7, "eps": 1e-4, "weight_decay": 0.2}),
    "adamax": (optim.Adamax, {}),
    "adamax_weight_decay": (
        optim.Adamax, {"lr": 0.05, "betas": (0.7, 0.8), "eps": 1e-6, "weight_decay": 0.1}),
    "nadam": (optim.NAdam, {}),
    "nadam_weight_decay": (
        optim.NAdam, {"lr": 0.01, "betas": (0.8, 0.99), "momentum_decay": 0.1, "weight_decay": 0.1}),
    "nadam_decoupled": (
        optim.NAdam, {"lr": 0.01, "weight_decay": 0.1, "decoupled_weight_decay": True}),
    "radam": (optim.RAdam, {}),
    "radam_short": (optim.RAdam, {"lr": 0.01, "betas": (0.8, 0.6), "weight_decay": 0.1}),
    "radam_decoupled": (
        optim.RAdam, {"lr": 0.01, "weight_decay": 0.1, "decoupled_weight_decay": True}),
    "asgd": (optim.ASGD, {"lr": 0.05}),
    "asgd_early": (
        optim.ASGD, {"lr": 0.1, "lambd": 0.02, "alpha": 0.6, "t0": 3, "weight_decay": 0.1}),
    "rprop": (optim.Rprop, {}),
    "rprop_sizes": (
        optim.Rprop, {"lr": 0.1, "etas": (0.3, 1.6), "step_sizes": (0.02, 0.25)}),
}
SPARSE = {
    "sgd": (optim.SGD, {"lr": 0.1}),
    "sgd_momentum": (optim.SGD, {"lr": 0.1, "momentum": 0.9}),
    "adagrad": (optim.Adagrad, {"lr": 0.1, "lr_decay": 0.1}),
    "sparse_adam": (optim.SparseAdam, {}),
    "sparse_adam_betas": (optim.SparseAdam, {"lr": 0.1, "betas": (0.7, 0.9), "eps": 1e-4}),
}


def gradients(step=1):
    found = {name: draw(*shape, scale=2.0) for name, shape in SHAPES.items()}
    found["a"][:, -1] *= 1e-8
    found["b"][-1] = 0
    if step % 3 == 0:
        found["c"][:] = 0
    return found


def trajectory(rule, settings, initial, steps):
    parameters = {name: torch.nn.Parameter(x.clone()) for name, x in initial.items()}
    foreach = {} if rule is optim.SparseAdam else {"foreach": False}
    optimizer = rule(list(parameters.values()), **foreach, **settings)
    values = {name: [] for name in parameters}
    for step in steps:
        for name, parameter in parameters.items():
            parameter.grad = step[name].clone()
        optimizer.step()
        for name, parameter in parameters.items():
            values[name].append(parameter.detach().clone())
    tensors = {name: torch.stack(x) for name, x in values.items()}
    for name, parameter in parameters.items():
        if "ax" in optimizer.state[parameter]:
            tensors[f"{name}.average"] = optimizer.state[parameter]["ax"]
    return tensors


def rules():
    initial = {name: draw(*shape) for name, shape in SHAPES.items()}
    steps = [gradients(step) for step in range(STEPS)]
    tensors = {f"initial.{name}": x for name, x in initial.items()}
    for name in SHAPES:
        tensors[f"grad.{name}"] = torch.stack([step[name] for step in steps])
    for name, (rule, settings) in RULES.items():
        found = trajectory(rule, settings, initial, steps)
        tensors.update({f"{name}.{key}": x for key, x in found.items()})
    return tensors


def sparse():
    initial = {"table": draw(6, 3)}
    steps, tensors = [], {"initial": initial["table"]}
    for number, rows in enumerate(ROWS):
        values = draw(len(rows), 3)
        tensors[f"grad.{number}"] = values
        tensors[f"rows.{number}"] = torch.tensor(rows, dtype=torch.int64)
        index = torch.tensor([rows], dtype=torch.int64).reshape(1, len(rows))
        steps.append({"table": torch.sparse_coo_tensor(index, values, (6, 3)).coalesce()})
    for name, (rule, settings) in SPARSE.items():
        tensors[name] = trajectory(rule, settings, initial, steps)["table"]
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
        found = function(parameters.values(), limit)
        if found is not None:
            tensors[f"norm.{number}"] = found
        for name, parameter in parameters.items():
            tensors[f"value.{number}.{name}"] = parameter.grad
    return tensors


def norm_of_kind(parameters, pair):
    limit, kind = pair
    return torch.nn.utils.clip_grad_norm_(parameters, limit, norm_type=kind)


def write(folder):
    torch.manual_seed(500)
    safetensors_file.write(folder / "rules.safetensors", rules())
    safetensors_file.write(folder / "rules_sparse.safetensors", sparse())
    torch.manual_seed(600)
    clipping = {
        "clip_norm": ([0.25, 3.0, 1000.0], torch.nn.utils.clip_grad_norm_),
        "clip_value": ([0.25, 1.0, 1000.0], torch.nn.utils.clip_grad_value_),
        "clip_kinds": (
            [(0.5, float("inf")), (0.5, 1.0), (0.5, 3.0), (0.5, 0.5), (1000.0, float("inf"))],
            norm_of_kind,
        ),
    }
    for name, (limits, function) in clipping.items():
        safetensors_file.write(folder / f"{name}.safetensors", clip(limits, function))
