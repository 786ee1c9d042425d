"""Golden cases of layers: values, and the gradients of inputs and of all parameters by name."""

import torch
from torch import nn
from torch.nn import functional

import cases
from golden_recurrent import draw


def size(low, high):
    return int(torch.randint(low, high + 1, ()))


def chance(probability):
    return bool(torch.rand(()) < probability)


def bilinear():
    for leading in [(), (0,), (1,), (3,), (2, 3), (4, 1)]:
        for bias in [True, False]:
            first, second, outputs = size(1, 4), size(1, 4), size(1, 4)
            yield cases.module_case(
                "bilinear", nn.Bilinear(first, second, outputs, bias),
                {"x1": draw(*leading, first), "x2": draw(*leading, second)},
                lambda module, x1, x2: module(x1, x2),
                first=first, second=second, outputs=outputs, bias=bias)


def embedding():
    for shape in [(0,), (1,), (5,), (2, 3), (2, 0), (3, 1, 2)]:
        for padding in [None, 0, 2]:
            rows, width = 4, size(1, 4)
            ids = torch.randint(0, rows, shape)
            yield cases.module_case(
                "embedding", nn.Embedding(rows, width, padding_idx=padding), {},
                lambda module, ids=ids: module(ids), {"ids": ids},
                rows=rows, width=width, padding=padding)


def embedding_bag():
    lengths = [[], [0], [3], [0, 0], [1, 1], [2, 0, 3], [4, 1, 0, 2, 5]]
    lengths += [[size(0, 6) for _ in range(5)] for _ in range(4)]
    for bags in lengths:
        for mode in ["sum", "mean", "max"]:
            for padding in [None, 1]:
                rows, width = 5, size(1, 3)
                ids = torch.randint(0, rows, (sum(bags),))
                offsets = torch.tensor([0] + bags).cumsum(0)[:-1]
                weighted = mode == "sum" and chance(0.6)
                inputs = {"weights": draw(sum(bags))} if weighted else {}
                call = lambda module, weights=None, ids=ids, offsets=offsets: module(
                    ids, offsets, weights)
                module = nn.EmbeddingBag(rows, width, mode=mode, padding_idx=padding)
                yield cases.module_case(
                    "embedding_bag", module, inputs, call,
                    {"ids": ids, "lengths": bags, "offsets": offsets},
                    rows=rows, width=width, mode=mode, padding=padding)


def layer_norm():
    for shape, axes in [((3,), 1), ((1,), 1), ((2, 1), 1), ((0, 4), 1), ((2, 3, 4), 1),
                        ((2, 3, 4), 2), ((2, 3, 4), 3), ((1, 5), 2), ((6, 17), 1)]:
        for weight, bias in [(True, True), (True, False), (False, False)]:
            epsilon = [1e-5, 1e-3][size(0, 1)]
            module = nn.LayerNorm(shape[len(shape) - axes:], epsilon, weight, bias)
            yield cases.module_case(
                "layer_norm", module, {"x": draw(*shape, scale=2.0)},
                lambda module, x: module(x), axes=axes, epsilon=epsilon, weight=weight, bias=bias)


def group_norm():
    for shape, groups in [((2, 4, 3), 2), ((2, 4), 2), ((1, 6, 5), 3), ((3, 3, 4), 3),
                          ((2, 4, 2, 3), 1), ((2, 6, 1), 2)]:
        for affine in [True, False]:
            module = nn.GroupNorm(groups, shape[1], affine=affine)
            yield cases.module_case(
                "group_norm", module, {"x": draw(*shape, scale=2.0)}, lambda module, x: module(x),
                groups=groups, affine=affine)


def conv1d():
    for number in range(45):
        groups = [1, 1, 2, 3][size(0, 3)]
        inputs, outputs = groups * size(1, 3), groups * size(1, 3)
        kernel, stride, dilation = size(1, 4), size(1, 3), size(1, 3)
        reach = dilation * (kernel - 1) + 1
        padding = ["valid", "same", size(0, 3), size(0, 3)][size(0, 3)]
        if padding == "same":
            stride = 1
        length = reach + size(0, 6)
        batch = [0, 1, 2, 3][size(0, 3)] if number > 5 else 2
        module = nn.Conv1d(
            inputs, outputs, kernel, stride, padding, dilation, groups, bias=chance(0.7))
        yield cases.module_case(
            "conv1d", module, {"x": draw(batch, inputs, length)}, lambda module, x: module(x),
            channels=inputs, outputs=outputs, kernel=kernel, stride=stride, dilation=dilation,
            groups=groups, padding=str(padding), bias=module.bias is not None)


def conv1d_sides():
    """Other padding before than after."""
    for _ in range(8):
        before, after, kernel, stride = size(0, 3), size(0, 3), size(1, 3), size(1, 2)
        module = nn.Conv1d(2, 3, kernel, stride)
        yield cases.module_case(
            "conv1d_sides", module, {"x": draw(2, 2, 5)},
            lambda module, x, before=before, after=after: module(
                functional.pad(x, (before, after))),
            kernel=kernel, stride=stride, before=before, after=after)


def highway():
    class Highway(nn.Module):
        def __init__(self, width):
            super().__init__()
            self.transform, self.gate = nn.Linear(width, width), nn.Linear(width, width)

        def forward(self, x):
            gate = torch.sigmoid(self.gate(x))
            return gate * torch.tanh(self.transform(x)) + (1 - gate) * x

    for shape in [(1,), (3,), (0, 2), (2, 3, 4)]:
        yield cases.module_case(
            "highway", Highway(shape[-1]), {"x": draw(*shape)}, lambda module, x: module(x),
            width=shape[-1])


def sequential():
    """Names by place, and a residual part in between."""
    class Residual(nn.Module):
        def __init__(self, layer):
            super().__init__()
            self.layer = layer

        def forward(self, x):
            return x + self.layer(x)

    for hidden in [1, 3]:
        module = nn.Sequential(
            nn.Linear(2, hidden), nn.Tanh(),
            Residual(nn.Sequential(nn.Linear(hidden, hidden), nn.LayerNorm(hidden))),
            nn.Linear(hidden, 2, bias=False))
        yield cases.module_case(
            "sequential", module, {"x": draw(3, 2)}, lambda module, x: module(x), hidden=hidden)


def glu():
    for shape, axis in [((2,), -1), ((0, 4), -1), ((2, 6), 1), ((4, 3), 0), ((2, 4, 3), 1)]:
        yield cases.case(
            "glu", lambda x, axis=axis: functional.glu(x, axis), {"x": draw(*shape, scale=3.0)},
            axis=axis)


def max_over_time():
    for batch, steps, width in [(1, 1, 1), (3, 4, 2), (4, 5, 19), (2, 3, 0), (0, 3, 2), (2, 7, 3)]:
        lengths = [size(0, steps) for _ in range(batch)]

        def function(x, lengths=lengths):
            rows = [
                row[:n].max(dim=0).values if n > 0 else 0 * row.sum(dim=0)
                for row, n in zip(x, lengths)]
            return torch.stack(rows) if rows else x.sum(dim=1)
        yield cases.case(
            "max_over_time", function, {"x": draw(batch, steps, width)}, {"lengths": lengths})


def pools():
    for _ in range(24):
        kernel, stride, ceil = size(1, 4), size(1, 4), chance(0.5)
        padding, dilation = size(0, kernel // 2), size(1, 2)
        length = dilation * (kernel - 1) + 1 + size(0, 7)
        shape = (size(0, 2), size(1, 3), length)
        yield cases.case(
            "max_pool", lambda x, a=(kernel, stride, padding, dilation, ceil): functional.max_pool1d(
                x, *a), {"x": draw(*shape)}, kernel=kernel, stride=stride, padding=padding,
            dilation=dilation, ceil=ceil)
        counting = chance(0.5)
        yield cases.case(
            "average_pool",
            lambda x, a=(kernel, stride, padding, ceil, counting): functional.avg_pool1d(x, *a),
            {"x": draw(*shape)}, kernel=kernel, stride=stride, padding=padding, ceil=ceil,
            counting=counting)


def mean_over_time():
    for batch, steps, width in [(1, 1, 1), (3, 4, 2), (2, 3, 0), (0, 3, 2), (4, 6, 5)]:
        lengths = [size(0, steps) for _ in range(batch)]

        def function(x, lengths=lengths):
            rows = [row[:n].sum(dim=0) / max(n, 1) for row, n in zip(x, lengths)]
            return torch.stack(rows) if rows else x.sum(dim=1)
        yield cases.case(
            "mean_over_time", function, {"x": draw(batch, steps, width)}, {"lengths": lengths})


def rms_norm():
    for shape in [(3,), (1,), (2, 1), (0, 4), (2, 3, 5)]:
        for weight in [True, False]:
            module = nn.RMSNorm(shape[-1], 1e-4, weight)
            yield cases.module_case(
                "rms_norm", module, {"x": draw(*shape)}, lambda module, x: module(x), weight=weight)


def prelu():
    for shape, count in [((3,), 1), ((2, 3), 3), ((2, 3, 4), 3), ((0, 2), 2), ((2, 1, 3), 1)]:
        yield cases.module_case(
            "prelu", nn.PReLU(count), {"x": draw(*shape, scale=2.0)}, lambda module, x: module(x),
            count=count)


def batch_norm():
    """Two steps of training, then evaluation by the running numbers."""
    for shape in [(2, 3), (4, 1), (2, 3, 4), (1, 2, 5), (3, 2, 1)]:
        for affine in [True, False]:
            def call(module, x):
                module.running_mean = torch.zeros(x.shape[1], dtype=x.dtype)
                module.running_var = torch.ones(x.shape[1], dtype=x.dtype)
                module.train()
                first, second = module(x), module(x * x)
                module.eval()
                return [first, second, module(x), module.running_mean + 0 * x.sum(),
                        module.running_var + 0 * x.sum()]
            module = nn.BatchNorm1d(shape[1], 1e-3, 0.3, affine)
            yield cases.module_case(
                "batch_norm", module, {"x": draw(*shape, scale=2.0)}, call, affine=affine)


def write(folder):
    torch.manual_seed(6000)
    makers = [bilinear, embedding, embedding_bag, layer_norm, group_norm, conv1d, conv1d_sides,
              highway, sequential, glu, max_over_time, pools, mean_over_time, rms_norm,
              prelu, batch_norm]
    cases.write(folder, "layers", [one for maker in makers for one in maker()])
