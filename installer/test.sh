#!/usr/bin/env bash
# Builds Luthier and runs its tests. Without an option: quick, without Python, on committed goldens.
#   --peers   also what needs the reference stack (transformers, PEFT, …; fetched into a folder of its own)
#   --long    many kills, fuzzing, a bare Debian root (nothing registered yet)
#   --bench   the speed table beside its peers (nothing registered yet)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

installer/dependencies.sh
preset=${LUTHIER_PRESET:-ci}
cmake --preset "$preset" >/dev/null
cmake --build --preset "$preset" -j "$(nproc)"

case ${1:-} in
  "") ctest --preset "$preset" -LE "peers|long|bench" ;;
  --peers)
    python=$(installer/peers.sh)
    for proof in adapter_roundtrip outside_proof; do
      "$python" "tests/golden/$proof.py" --engine "build/$preset/bin/luthier-engine"
    done ;;
  --long | --bench) echo "test.sh $1: nothing is registered for it yet" >&2; exit 2 ;;
  *) echo "test.sh knows --peers, --long and --bench" >&2; exit 2 ;;
esac
