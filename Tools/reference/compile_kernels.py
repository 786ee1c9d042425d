"""Compiles the kernels of ParlanceDevices with NVRTC for cards that need not be there.

    pip install nvidia-cuda-nvrtc-cu12
    python3 Tools/reference/compile_kernels.py

Prints for each card how many kernels there are and how large they became; ends with 1 where one does not compile.
"""

import ctypes
import pathlib
import re
import sys
import time

PARTS = [
    "dialect", "elements", "views", "reductions", "rows", "products", "attention", "crf", "recurrent",
    "updates",
]
CARDS = ["sm_80", "sm_90"]


def source():
    folder = pathlib.Path(__file__).parents[2] / "Sources/ParlanceDevices/Resources"
    assert sorted(PARTS) == sorted(path.stem for path in folder.glob("*.cl")), "PARTS is not up to date"
    return "\n".join((folder / f"{part}.cl").read_text() for part in PARTS)


def library():
    import nvidia.cuda_nvrtc

    folder = pathlib.Path(nvidia.cuda_nvrtc.__path__[0]) / "lib"
    return ctypes.CDLL(str(next(folder.glob("libnvrtc.so.*"))))


def compiled(nvrtc, text, card):
    """The machine code, or the compiler's log as an error."""
    program = ctypes.c_void_p()
    nvrtc.nvrtcCreateProgram(ctypes.byref(program), text.encode(), b"parlance.cu", 0, None, None)
    options = (ctypes.c_char_p * 1)(f"--gpu-architecture={card}".encode())
    status = nvrtc.nvrtcCompileProgram(program, 1, options)
    size = ctypes.c_size_t()
    nvrtc.nvrtcGetProgramLogSize(program, ctypes.byref(size))
    log = ctypes.create_string_buffer(size.value + 1)
    nvrtc.nvrtcGetProgramLog(program, log)
    if log.value:
        print(log.value.decode(), file=sys.stderr)
    if status:
        raise SystemExit(f"{card}: NVRTC error {status}")
    nvrtc.nvrtcGetCUBINSize(program, ctypes.byref(size))
    code = ctypes.create_string_buffer(size.value)
    nvrtc.nvrtcGetCUBIN(program, code)
    return code.raw


def main():
    text, nvrtc = source(), library()
    names = re.findall(r"^KERNEL void (\w+)\(", text, re.M)
    for card in CARDS:
        start = time.time()
        code = compiled(nvrtc, text, card)
        missing = [name for name in names if name.encode() + b"\0" not in code]
        if missing:
            raise SystemExit(f"{card}: no machine code for {', '.join(missing)}")
        print(f"{card}: {len(names)} kernels, {len(code):,} bytes, {time.time() - start:.1f} s")


main()
