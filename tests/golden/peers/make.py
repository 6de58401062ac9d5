"""What PyYAML's safe loader reads in the configurations beside this file.

    python tests/golden/peers/make.py
"""
import json
import pathlib

import yaml

HERE = pathlib.Path(__file__).resolve().parent

if __name__ == "__main__":
    for path in sorted([*HERE.glob("*.yaml"), *HERE.glob("*.yml")]):
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
        text = json.dumps(read, ensure_ascii=False, indent=1) + "\n"
        path.with_suffix(".json").write_text(text, encoding="utf-8")
        print(path.name, len(read))
