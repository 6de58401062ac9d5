#!/usr/bin/env bash
# Builds the fuzz targets and runs each for SECONDS (default 20) from its kept corpus, two at a time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
seconds=${1:-20}

cmake --preset fuzz >/dev/null
cmake --build --preset fuzz -j "$(nproc)"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
run_one() {
  local target=$1 seconds=$2 work=$3 name
  name=${target#fuzz_}
  mkdir -p "$work/$name"
  if build/fuzz/fuzz/"$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=65536 -seed=1 \
      -verbosity=0 -print_final_stats=1 -artifact_prefix="build/fuzz/found-$name-" \
      "$work/$name" "tests/fuzz/corpus/$name" >"$work/$name.log" 2>&1; then
    echo "fuzz $name: $(sed -n 's/stat::number_of_executed_units: *//p' "$work/$name.log") inputs, none failed"
  else
    echo "fuzz $name FAILED; build/fuzz/found-$name-* shows it:"
    tail -n 40 "$work/$name.log"
    return 1
  fi
}
export -f run_one
find build/fuzz/fuzz -name 'fuzz_*' -type f -printf '%f\n' | sort |
  xargs -P 2 -I{} bash -c 'run_one "$@"' _ {} "$seconds" "$work"
