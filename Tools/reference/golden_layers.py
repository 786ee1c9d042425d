"""Golden numbers of single operations, layers and losses, forward and backward.

`x` input, `y` output, `dy` the random cotangent, `dx` = dy * dy/dx.
"""

import torch
from torch import nn

import safetensors_file
from golden_recurrent import draw

HARD = [0.0, -0.0, 1e-300, -1e-300, 1e-8, -1e-8, 1.0, -1.0, 20.0, -20.0, 88.0, -88.0, 700.0, -700.0]
HARD_POSITIVE = [1e-300, 1e-8, 1 - 2**-53, 1.0, 1 + 2**-52, 20.0, 88.0, 700.0, 1e300]
HARD_ROWS = [
    [700.0, -700.0, 0.0, -0.0, 88.0, -88.0],
    [700.0, 700.0, 700.0, 700.0, 700.0, 700.0],
    [-700.0, -700.0, -700.0, -700.0, -700.0, -699.0],
    [88.0, 0.0, -88.0, -88.0, 0.0, 88.0],
    [0.0, -0.0, 1e-300, -1e-300, 1e-8, -1e-8],
]


def float64(values):
    return torch.tensor(values, dtype=torch.float64)


def vector_points():
    return torch.cat([float64(HARD), draw(18, scale=4.0)])


def positive_points():
    return torch.cat([float64(HARD_POSITIVE), draw(14).abs() * 5 + 0.01])


def row_points():
    return torch.cat([float64(HARD_ROWS), draw(4, 6, scale=4.0)])


OPERATIONS = {
    "sigmoid": (vector_points, torch.sigmoid),
    "tanh": (vector_points, torch.tanh),
    "relu": (vector_points, torch.relu),
    "exp": (vector_points, torch.exp),
    "log": (positive_points, torch.log),
    "softmax": (row_points, lambda x: torch.softmax(x, dim=-1)),
    "log_softmax": (row_points, lambda x: torch.log_softmax(x, dim=-1)),
}


def record(function, **leaves):
    """The output of function(**leaves) and every leaf's gradient under a random cotangent."""
    for leaf in leaves.values():
        leaf.requires_grad_()
    y = function(**leaves)
    dy = draw(*y.shape)
    gradients = torch.autograd.grad(y, list(leaves.values()), dy)
    names = ["dx" if name == "x" else "grad." + name for name in leaves]
    return {**leaves, "y": y, "dy": dy, **dict(zip(names, gradients))}


def write_operations(folder):
    for seed, (name, (points, function)) in enumerate(OPERATIONS.items(), start=200):
        torch.manual_seed(seed)
        tensors = record(lambda x: function(x), x=points())
        for key in ("y", "dx"):
            assert tensors[key].isfinite().all(), f"{name}: {key} is not finite"
        safetensors_file.write(folder / f"op_{name}.safetensors", tensors)


def write_layers(folder):
    torch.manual_seed(300)
    safetensors_file.write(
        folder / "layer_linear.safetensors",
        record(
            lambda x, weight, bias: nn.functional.linear(x, weight, bias),
            x=draw(3, 4, 5), weight=draw(6, 5), bias=draw(6),
        ),
    )
    torch.manual_seed(301)
    ids = torch.tensor([[2, 7, 2, 0], [7, 7, 5, 8], [2, 1, 8, 0]])
    safetensors_file.write(
        folder / "layer_embedding.safetensors",
        {"ids": ids, **record(lambda weight: nn.functional.embedding(ids, weight), weight=draw(9, 5))},
    )
    torch.manual_seed(302)
    x = draw(3, 4, 7, scale=3.0)
    x[0, 0] = 0.5  # no variance
    x[0, 1] = x[0, 1] * 1e-3  # variance of the size of epsilon
    x[0, 2] = x[0, 2] + 1e4  # mean far above the deviation
    safetensors_file.write(
        folder / "layer_layer_norm.safetensors",
        {
            "epsilon": float64(1e-5),
            **record(
                lambda x, weight, bias: nn.functional.layer_norm(x, [7], weight, bias, 1e-5),
                x=x, weight=draw(7, scale=2.0), bias=draw(7),
            ),
        },
    )


def cross_entropy(logits, targets):
    logits.requires_grad_()
    loss = nn.functional.cross_entropy(logits, targets, ignore_index=-100)
    (gradient,) = torch.autograd.grad(loss, [logits])
    return {"logits": logits, "targets": targets, "loss": loss, "grad.logits": gradient}


def write_losses(folder):
    torch.manual_seed(400)
    targets = torch.tensor([3, -100, 0, 8, 8, 1, -100, -100, 5, 2, 7, 4])
    safetensors_file.write(
        folder / "loss_cross_entropy.safetensors", cross_entropy(draw(12, 9, scale=4.0), targets)
    )
    targets = torch.tensor([0, 1, 5, -100, 2])
    safetensors_file.write(
        folder / "loss_cross_entropy_hard.safetensors", cross_entropy(float64(HARD_ROWS), targets)
    )


def write(folder):
    write_operations(folder)
    write_layers(folder)
    write_losses(folder)
