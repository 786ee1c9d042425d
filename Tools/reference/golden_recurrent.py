"""Golden numbers of stacked recurrent layers over a padded batch, forward and backward.

The padding of `input` and of `grad_output` is filled with random numbers, which must have no effect.
"""

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

import safetensors_file

LAYERS, INPUT, HIDDEN, BATCH, STEPS = 2, 5, 7, 4, 6
LENGTHS = [6, 1, 4, 3]


def draw(*shape, scale=1.0):
    return (torch.rand(shape, dtype=torch.float64) * 2 - 1) * scale


def packed(module, inputs, state, lengths):
    """Runs a PyTorch recurrent module over a padded batch; outputs past the lengths are zero."""
    sequence = pack_padded_sequence(inputs, lengths, batch_first=True, enforce_sorted=False)
    outputs, state = module(sequence, state)
    outputs, _ = pad_packed_sequence(outputs, batch_first=True, total_length=inputs.shape[1])
    return outputs, state


def reset_before(module, inputs, state, lengths):
    """A GRU whose reset gate acts on the state before the matrix product (Cho et al. 2014, eq. 8).

    n = tanh(W_in x + b_in + W_hn (r * h) + b_hn), h' = (1 - z) * n + z * h
    """
    finals = []
    for layer in range(module.num_layers):
        weight_ih, weight_hh, bias_ih, bias_hh = (
            getattr(module, f"{name}_l{layer}")
            for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        )
        size = module.hidden_size
        hidden, outputs = state[layer], []
        for step in range(inputs.shape[1]):
            from_input = inputs[:, step] @ weight_ih.T + bias_ih
            gates = (
                from_input[:, : 2 * size]
                + hidden @ weight_hh[: 2 * size].T
                + bias_hh[: 2 * size]
            )
            reset, update = torch.sigmoid(gates).chunk(2, dim=1)
            candidate = torch.tanh(
                from_input[:, 2 * size :]
                + (reset * hidden) @ weight_hh[2 * size :].T
                + bias_hh[2 * size :]
            )
            after = (1 - update) * candidate + update * hidden
            inside = (step < lengths)[:, None]
            outputs.append(torch.where(inside, after, torch.zeros_like(after)))
            hidden = torch.where(inside, after, hidden)
        inputs = torch.stack(outputs, dim=1)
        finals.append(hidden)
    return inputs, torch.stack(finals)


CELLS = {
    "rnn_tanh": (lambda: nn.RNN(INPUT, HIDDEN, LAYERS, "tanh", batch_first=True), packed),
    "rnn_relu": (lambda: nn.RNN(INPUT, HIDDEN, LAYERS, "relu", batch_first=True), packed),
    "lstm": (lambda: nn.LSTM(INPUT, HIDDEN, LAYERS, batch_first=True), packed),
    "gru": (lambda: nn.GRU(INPUT, HIDDEN, LAYERS, batch_first=True), packed),
    "gru_reset_before": (lambda: nn.GRU(INPUT, HIDDEN, LAYERS, batch_first=True), reset_before),
}


def record(cell, seed):
    """All tensors of one golden file."""
    make, run = CELLS[cell]
    torch.manual_seed(seed)
    module = make().double()
    for parameter in module.parameters():
        nn.init.uniform_(parameter, -0.7, 0.7)
    lengths = torch.tensor(LENGTHS)
    leaves = {"input": draw(BATCH, STEPS, INPUT, scale=1.5)}
    initial = ["h0", "c0"] if cell == "lstm" else ["h0"]
    final = ["hn", "cn"] if cell == "lstm" else ["hn"]
    for name in initial:
        leaves[name] = draw(LAYERS, BATCH, HIDDEN)
    for leaf in leaves.values():
        leaf.requires_grad_()
    state = tuple(leaves[name] for name in initial)
    outputs, after = run(module, leaves["input"], state if cell == "lstm" else state[0], lengths)
    results = [outputs, *(after if cell == "lstm" else [after])]
    cotangents = [draw(*result.shape) for result in results]
    leaves.update(module.named_parameters())
    gradients = torch.autograd.grad(results, list(leaves.values()), cotangents)
    names = ["output", *final]
    return {
        "lengths": lengths,
        **leaves,
        **dict(zip(names, results)),
        **{"grad_" + name: cotangent for name, cotangent in zip(names, cotangents)},
        **{"grad." + name: gradient for name, gradient in zip(leaves, gradients)},
    }


def check_reset_before():
    """Where the candidate has no recurrent part both forms agree, so there PyTorch checks the loop."""
    torch.manual_seed(0)
    module = CELLS["gru"][0]().double()
    for layer in range(LAYERS):
        getattr(module, f"weight_hh_l{layer}").data[2 * HIDDEN :] = 0
        getattr(module, f"bias_hh_l{layer}").data[2 * HIDDEN :] = 0
    inputs, state = draw(BATCH, STEPS, INPUT), draw(LAYERS, BATCH, HIDDEN)
    lengths = torch.tensor(LENGTHS)
    for mine, theirs in zip(
        reset_before(module, inputs, state, lengths), packed(module, inputs, state, lengths)
    ):
        torch.testing.assert_close(mine, theirs, rtol=1e-12, atol=1e-12)


def write(folder):
    check_reset_before()
    for seed, cell in enumerate(CELLS, start=100):
        safetensors_file.write(folder / f"recurrent_{cell}.safetensors", record(cell, seed))
