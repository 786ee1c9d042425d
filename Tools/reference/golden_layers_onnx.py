"""Node tests of ONNX 1.18 for products, normalisation, pooling and attention, from its package."""

import onnx
import torch

import cases
from golden_recurrent_onnx import NODES, read

PREFIXES = [
    "matmul_", "gemm_", "einsum_", "attention_4d", "attention_3d_gqa", "attention_3d_diff", "averagepool_1d", "maxpool_1d", "lppool_1d",
    "layer_normalization_", "group_normalization_", "rms_normalization_", "instancenorm_",
    "batchnorm_", "global", "mvn",
]


def node_case(folder):
    node = onnx.load(folder / "model.onnx").graph.node[0]
    data = folder / "test_data_set_0"
    given = [place for place, name in enumerate(node.input) if name]
    inputs = {f"x{place}": read(data / f"input_{k}.pb") for k, place in enumerate(given)}
    masks = ",".join(name for name, x in inputs.items() if x.dtype == torch.bool)
    names = [place for place, name in enumerate(node.output) if name]
    outputs = [read(data / f"output_{k}.pb").double() for k in range(len(names))]
    settings = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
    settings = {k: v.decode() if isinstance(v, bytes) else v for k, v in settings.items()}
    return cases.case(
        node.op_type, lambda **_: outputs, {name: x.double() for name, x in inputs.items()},
        single=False, node=folder.name, masks=masks, outputs=names, **settings)


def bytes_of(folder):
    return sum(path.stat().st_size for path in (folder / "test_data_set_0").iterdir())


def write(folder):
    names = sorted(
        path for prefix in PREFIXES for path in NODES.glob(f"test_{prefix}*")
        if "expanded" not in path.name)
    # Those in half precision have too few digits to compare.
    found = [
        node_case(path) for path in names if "fp16" not in path.name and bytes_of(path) < 16_000]
    cases.write(folder, "layers_onnx", found)
