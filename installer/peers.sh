#!/bin/bash
# The reference stack (transformers, PEFT, bitsandbytes, …) that redoes the goldens and runs the outside proof. Nothing of
# the product needs it. Makes, once, a Python environment with exactly the versions of tests/golden/requirements.txt, prints
# where its python lies. Idempotent: a second call is silent and quick.
#
#   installer/peers.sh            into $LUTHIER_PEERS, else ${XDG_CACHE_HOME:-~/.cache}/luthier/peers
#   LUTHIER_WHEELS=DIR            take wheels lying there first
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
requirements=$here/tests/golden/requirements.txt
target=${LUTHIER_PEERS:-${XDG_CACHE_HOME:-$HOME/.cache}/luthier/peers}
stamp=$target/.luthier-peers
wanted=$(cat "$requirements" "${BASH_SOURCE[0]}" | sha256sum | cut -d" " -f1)

# torch's CUDA half names ten libraries that only a GPU uses (2.5 GB of wheels). The CPU half runs without them, but
# Python binds every symbol when it imports torch: so empty stand-ins take their places, and one library answers for
# all their functions by returning 1, an error code in each of them.
make_stand_ins() {
  local torch_libraries=$1/torch/lib
  local sonames=(libcusparse.so.12 libcufft.so.12 libcufile.so.0 libcusparseLt.so.0 libnccl.so.2 libcurand.so.10
                 libcublas.so.13 libcublasLt.so.13 libcudnn.so.9 libnvshmem_host.so.3 libcusolver.so.12)
  nm -D --undefined-only "$torch_libraries"/libtorch_*.so 2>/dev/null | awk '{print $2}' | sed 's/@.*//' |
    grep -E '^(cublas|cufft|cusparse|curand|cudnn|cusolver|cuFile|nccl|nvshmem)' | sort -u |
    awk '{print "int " $1 "(void) { return 1; }"}' |
    gcc -w -shared -fPIC -x c - -o "$torch_libraries/libwithout_gpu.so" -Wl,-soname,libwithout_gpu.so
  local soname
  for soname in "${sonames[@]}"; do
    [ -e "$torch_libraries/$soname" ] && rm "$torch_libraries/$soname"
    echo | gcc -shared -fPIC -x c - -o "$torch_libraries/$soname" -Wl,-soname,"$soname" -Wl,--no-as-needed \
      -x none -Wl,-rpath,'$ORIGIN' "$torch_libraries/libwithout_gpu.so"
  done
}

if [ "$(cat "$stamp" 2>/dev/null || true)" != "$wanted" ]; then
  for tool in python3 gcc nm; do
    command -v "$tool" >/dev/null || { echo "peers.sh: $tool is missing (apt install python3-venv gcc binutils)" >&2; exit 1; }
  done
  echo "peers.sh: making the reference stack in $target (about 1.5 GB)" >&2
  mkdir -p "$target"
  python3 -m venv "$target"
  # --no-deps: the list is complete, and torch's own list would bring GPU libraries.
  "$target/bin/pip" install --quiet --disable-pip-version-check --no-deps \
    ${LUTHIER_WHEELS:+--find-links "$LUTHIER_WHEELS"} -r "$requirements" >&2
  make_stand_ins "$("$target/bin/python" -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')"
  "$target/bin/python" -c 'import torch, transformers, peft; torch.ones(2, 2) @ torch.ones(2, 2)' >&2
  echo "$wanted" > "$stamp"
fi
echo "$target/bin/python"
