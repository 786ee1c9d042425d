"""The recurrent node tests of ONNX 1.18, from the data of its package (`pip install onnx==1.18.0`)."""

import pathlib

import onnx
import torch
from onnx import numpy_helper

import cases

NODES = pathlib.Path(onnx.__file__).parent / "backend" / "test" / "data" / "node"
NAMES = {
    "RNN": (["X", "W", "R", "B", "sequence_lens", "initial_h"], ["Y", "Y_h"]),
    "GRU": (["X", "W", "R", "B", "sequence_lens", "initial_h"], ["Y", "Y_h"]),
    "LSTM": (["X", "W", "R", "B", "sequence_lens", "initial_h", "initial_c", "P"], ["Y", "Y_h", "Y_c"]),
    "ReverseSequence": (["X", "sequence_lens"], ["Y"]),
}


def read(path):
    tensor = onnx.TensorProto()
    tensor.ParseFromString(path.read_bytes())
    return torch.tensor(numpy_helper.to_array(tensor))


def node_case(folder):
    node = onnx.load(folder / "model.onnx").graph.node[0]
    data = folder / "test_data_set_0"
    ins, outs = NAMES[node.op_type]
    given = [name for place, name in zip(node.input, ins) if place]
    inputs = {name: read(data / f"input_{k}.pb") for k, name in enumerate(given)}
    found = [name for place, name in zip(node.output, outs) if place]
    outputs = [read(data / f"output_{k}.pb").double() for k in range(len(found))]
    lengths = inputs.pop("sequence_lens", None)
    settings = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
    settings = {k: v.decode() if isinstance(v, bytes) else v for k, v in settings.items()}
    return cases.case(
        node.op_type, lambda **_: outputs, {name: x.double() for name, x in inputs.items()},
        single=False, node=folder.name, outputs=",".join(found),
        lengths=None if lengths is None else [int(n) for n in lengths], **settings)


def write(folder):
    names = [f"test_{name}" for name in (
        "gru_batchwise", "gru_defaults", "gru_seq_length", "gru_with_initial_bias",
        "lstm_batchwise", "lstm_defaults", "lstm_with_initial_bias", "lstm_with_peepholes",
        "reversesequence_batch", "reversesequence_time", "rnn_seq_length",
        "simple_rnn_batchwise", "simple_rnn_defaults", "simple_rnn_with_initial_bias")]
    cases.write(folder, "recurrent_onnx", [node_case(NODES / name) for name in names])
