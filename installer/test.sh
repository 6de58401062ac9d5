#!/usr/bin/env bash
# Builds Luthier and runs its tests. Without an option: quick, without Python, on committed goldens.
#   --peers   also what needs the reference stack (transformers, PEFT, …; fetched into a folder of its own)
#   --long    also many kills, fuzzing and a bare Debian root
#   --bench   the speed table, beside its peers; wants a quiet machine
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

installer/dependencies.sh
preset=${LUTHIER_PRESET:-ci}
cmake --preset "$preset" >/dev/null
cmake --build --preset "$preset" -j "$(nproc)"

case ${1:-} in
  "") ctest --preset "$preset" -LE "peers|long|bench" ;;
  --peers) installer/peers.sh && ctest --preset "$preset" -L peers ;;
  --long) ctest --preset "$preset" -L long ;;
  --bench) installer/peers.sh && tests/bench/run.sh "build/$preset" ;;
  *) echo "test.sh knows --peers, --long and --bench" >&2; exit 2 ;;
esac
