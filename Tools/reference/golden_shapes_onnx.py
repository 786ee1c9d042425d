"""Node tests of ONNX 1.18 for shapes, reductions and indexing, from its package."""

import onnx

import cases
from golden_layers_onnx import bytes_of
from golden_recurrent_onnx import NODES, read

OPERATIONS = [
    "ArgMax", "ArgMin", "Compress", "Concat", "CumSum", "Expand", "EyeLike", "Flatten", "Gather", "GatherElements", "GatherND",
    "Hardmax", "NonZero", "OneHot", "Pad", "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax",
    "ReduceMean", "ReduceMin", "ReduceProd", "ReduceSum", "ReduceSumSquare", "Reshape", "ScatterElements", "ScatterND", "Slice",
    "Split", "Squeeze", "Tile", "TopK", "Transpose", "Trilu", "Unique", "Unsqueeze",
]


def node_case(folder, node):
    data = folder / "test_data_set_0"
    given = [place for place, name in enumerate(node.input) if name]
    inputs = {f"x{place}": read(data / f"input_{k}.pb").double() for k, place in enumerate(given)}
    outputs = [read(data / f"output_{k}.pb").double() for k, name in enumerate(node.output) if name]
    settings = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
    settings = {k: v.decode() if isinstance(v, bytes) else v for k, v in settings.items()}
    return cases.case(
        node.op_type, lambda **_: outputs, inputs, single=False, node=folder.name, count=len(outputs), **settings)


def write(folder):
    found = []
    for path in sorted(NODES.iterdir()):
        if "expanded" in path.name or "fp16" in path.name or "string" in path.name or bytes_of(path) > 8000:
            continue
        graph = onnx.load(path / "model.onnx").graph
        # As in PyTorch, no elements have no greatest one.
        if path.name in ("test_reduce_max_empty_set", "test_reduce_min_empty_set"):
            continue
        if len(graph.node) == 1 and graph.node[0].op_type in OPERATIONS:
            found.append(node_case(path, graph.node[0]))
    cases.write(folder, "shapes_onnx", found)
