"""One file written by the reference implementation, with several types, a scalar, an empty tensor and odd names: ours
must be the same byte for byte.

    python tests/golden/safetensors/make.py
"""
import pathlib

import torch
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).resolve().parent

if __name__ == "__main__":
    count = lambda n, dtype: torch.arange(n).to(dtype)
    save_file({
        "b.weight": count(6, torch.float32).reshape(2, 3),
        "a.weight": count(4, torch.float32),
        "ids": count(3, torch.int64),
        "half": count(5, torch.float16),
        "brain": count(7, torch.bfloat16).reshape(7, 1),
        "mask": torch.tensor([True, False, True]),
        "bytes": count(2, torch.uint8),
        "scalar": torch.tensor(1.5),
        "empty": torch.zeros(0, 4),
        "quote\"slash\\한글": count(1, torch.int32),
    }, HERE / "mixed.safetensors", metadata={"format": "pt"})
