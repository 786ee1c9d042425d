"""The node tests of ONNX 1.18 for the operators that this library is about (`pip install onnx==1.18.0`).

One case a test: the floating-point inputs are `n.in.<k>`, whole numbers `n.<k>`, with k the place in
the node's list; the expected outputs are `n.out.<k>`, all as floating-point numbers. The settings are
the node's attributes, `test` its name and `inputs` what each place holds: "float", "int", "bool" or
"none".
"""

import json
import pathlib

import numpy as np
import onnx
from onnx import numpy_helper

import safetensors_file

# Update rules are left out: ONNX adds Adam's epsilon elsewhere than the paper and PyTorch do.
OPERATORS = """
Abs Acos Acosh Add And ArgMax ArgMin Asin Asinh Atan Atanh Attention AveragePool
BatchNormalization Ceil Celu Clip Compress Concat Conv Cos Cosh CumSum Div Einsum Elu Equal Erf Exp
Expand EyeLike Flatten Floor GRU Gather GatherElements GatherND Gelu Gemm GlobalAveragePool
GlobalMaxPool Greater GreaterOrEqual GroupNormalization HardSigmoid HardSwish Hardmax Identity
InstanceNormalization IsInf IsNaN LSTM LayerNormalization LeakyRelu Less LessOrEqual Log LogSoftmax
MatMul Max MaxPool Mean MeanVarianceNormalization Min Mish Mod Mul Neg
NegativeLogLikelihoodLoss NonZero Not OneHot Or PRelu Pad Pow RMSNormalization RNN Range Reciprocal
ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum
ReduceSumSquare Relu Reshape ReverseSequence Round ScatterElements ScatterND Scatter Selu Shrink
Sigmoid Sign Sin Sinh Size Slice Softmax SoftmaxCrossEntropyLoss Softplus Softsign Split Sqrt Squeeze
Sub Sum Tan Tanh ThresholdedRelu Tile TopK Transpose Trilu Unique Unsqueeze Where Xor
""".split()
# Convolution and pooling are over one dimension here.
ONE_DIMENSION = ["AveragePool", "Conv", "GlobalAveragePool", "GlobalMaxPool", "MaxPool"]
FOLDER = pathlib.Path(onnx.__file__).parent / "backend" / "test" / "data" / "node"
# Larger tensors say nothing that small ones do not.
GREATEST = 2048


def attribute(value):
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, onnx.TensorProto):
        return numpy_helper.to_array(value).ravel().tolist()
    return list(value) if hasattr(value, "__iter__") and not isinstance(value, str) else value


def load(path):
    tensor = onnx.TensorProto()
    tensor.ParseFromString(path.read_bytes())
    return numpy_helper.to_array(tensor)


def kind(array):
    return {"f": "float", "b": "bool"}.get(array.dtype.kind, "int")


def stored(array):
    return np.float64 if array.dtype == np.float64 or kind(array) == "int" else np.float32


def supported(array):
    return array.dtype.kind in "fiub" and array.dtype.itemsize * (array.dtype.kind == "f") in (0, 4, 8)


def convert(folder):
    """The settings and tensors of one test, or None where it is not about this library."""
    graph = onnx.load(folder / "model.onnx").graph
    if len(graph.node) != 1 or "_expanded" in folder.name:
        return None
    node = graph.node[0]
    if node.op_type not in OPERATORS:
        return None
    data = folder / "test_data_set_0"
    try:
        given = [load(data / f"input_{k}.pb") for k in range(len(graph.input))]
        expected = [load(data / f"output_{k}.pb") for k in range(len(graph.output))]
    except Exception:  # sequences, optionals and strings
        return None
    arrays = given + expected
    if any(not supported(a) or a.size > GREATEST for a in arrays):
        return None
    if node.op_type in ONE_DIMENSION and given[0].ndim > 3:
        return None
    by_name = {value.name: array for value, array in zip(graph.input, given)}
    settings = {a.name: attribute(onnx.helper.get_attribute_value(a)) for a in node.attribute}
    settings.update(operation=node.op_type, test=folder.name, inputs=[])
    settings["outputs"] = [bool(name) for name in node.output]
    tensors = {}
    for k, name in enumerate(node.input):
        settings["inputs"].append(kind(by_name[name]) if name else "none")
        if name:
            array = by_name[name]
            if kind(array) == "int":
                tensors[str(k)] = array.astype(np.int64)
            else:
                tensors[f"in.{k}"] = array.astype(stored(array))
    place = 0
    for k, name in enumerate(node.output):
        if name:
            tensors[f"out.{k}"] = expected[place].astype(stored(expected[place]))
            place += 1
    return settings, tensors


def write(folder):
    found = [c for c in (convert(f) for f in sorted(FOLDER.iterdir())) if c]
    tensors = {f"{n}.{name}": x for n, (_, case) in enumerate(found) for name, x in case.items()}
    settings = json.dumps([settings for settings, _ in found])
    safetensors_file.write(folder / "cases_onnx.safetensors", tensors, metadata={"cases": settings})
