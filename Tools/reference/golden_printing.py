"""What PyTorch prints for tensors in single precision: aligned columns, scientific notation, summaries."""

import torch

import cases
from golden_recurrent import draw

NAN, INFINITY = cases.NAN, cases.INFINITY


def tensors():
    for values in [[], [1.0], [1, 2, 3], [1, -20, 300], [0, 0], [-0.0, 1], [0.5, 1], [1e-5, 1], [1e9, 2e9], [1, 1001],
                   [1, 1000], [0.1, 200.25], [NAN, 1, -2], [INFINITY, -INFINITY, 0.5], [NAN], [INFINITY, 1e-7], [INFINITY, 1e6, 1],
                   [1.5, -1234.5], [1e-4, 0.5e-3], [99999999.0], [123456.789], [1e-30], [3.4e38, 1]]:
        yield torch.tensor(values, dtype=torch.float64)
    for value in [0.0, 1.0, -2.5, NAN, -INFINITY, 1e-6, 12345678.0, 123456789.0]:
        yield torch.tensor(value, dtype=torch.float64)
    for shape in [(2, 3), (1, 1), (3, 1, 2), (2, 2, 2, 2), (30,), (2, 30), (0, 3), (2, 0), (1000,), (10, 101), (7, 7, 30), (3, 2, 200), (1200, 1)]:
        yield torch.arange(max(1, torch.Size(shape).numel()), dtype=torch.float64)[:torch.Size(shape).numel()].reshape(shape)
    for shape, scale in [((4, 3), 1.0), ((3, 12), 100.0), ((2, 2, 3), 1e5), ((5,), 1e-3), ((2, 8), 1e-6)]:
        yield draw(*shape, scale=scale).round(decimals=7)


def write(folder):
    torch.manual_seed(5000)
    torch.set_printoptions(profile="default")
    cases.write(folder, "printing", [
        ({"operation": "print", "shape": list(x.shape), "text": str(x.to(torch.float32))}, {} if _is_range(x) else {"in.x": x})
        for x in tensors()])


def _is_range(x):
    """Long ranges need not be kept."""
    return x.numel() > 100
