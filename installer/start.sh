#!/usr/bin/env bash
# Installs what Luthier needs, builds it and opens the studio with the sample project. May be repeated: what is there stays.
#   --headless   does the sample's whole job on the command line instead: import, plan, train, compare, adapter
#   --project P  another place for the sample project (default: ~/Luthier/sample.luthier)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

headless=no
project=${HOME}/Luthier/sample.luthier
while [ $# -gt 0 ]; do
  case $1 in
    --headless) headless=yes ;;
    --project) project=${2:?--project needs a path}; shift ;;
    *) echo "start.sh knows --headless and --project PATH" >&2; exit 2 ;;
  esac
  shift
done

if [ $headless = no ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  cat >&2 <<'TEXT'
There is no display to open the window on (DISPLAY and WAYLAND_DISPLAY are not set).
On a machine with a desktop, run this again in a terminal of that desktop, or over `ssh -X`.
Without one, this does the sample's whole job on the command line and prints the answers:

    installer/start.sh --headless
TEXT
  exit 2
fi

say() { printf '\n== %s\n' "$*"; }

installer/dependencies.sh
cmake --preset release >/dev/null
targets=(luthier-engine luthier-compute)
[ $headless = yes ] || targets+=(luthier)
cmake --build --preset release -j "$(nproc)" --target "${targets[@]}" | { grep -v '^ninja: no work' || true; }
bin=$PWD/build/release/bin

if [ $headless = no ]; then
  if [ ! -e "$project" ]; then
    mkdir -p "$(dirname "$project")"
    "$bin/luthier-engine" project new "$project" --sample
  fi
  exec "$bin/luthier" "$project"
fi

# Everything below can be repeated: the project is made anew in a folder of its own.
work=$(mktemp -d "${TMPDIR:-/tmp}/luthier-sample.XXXXXX")
sample=$work/sample.luthier
engine() { "$bin/luthier-engine" "$@"; }

say "A project with the starter model, two datasets and a recipe: $sample"
engine project new "$sample" --sample
engine data list "$sample"

say "The same file imported once more, by hand"
engine data import "$sample" resources/samples/workshop_en.jsonl --name by_hand

say "What it will cost"
engine plan "$sample" --recipe resources/samples/recipe.json

say "Training"
engine train "$sample" --recipe resources/samples/recipe.json

say "Base and adapted, side by side on test rows that were not trained"
for dataset in workshop_en workshop_ko; do
  engine compare "$sample" --run 0001 --dataset $dataset --split test --max-new-tokens 48 > "$work/$dataset.txt"
  echo "-- $dataset: the first six answers, then the figures over all test rows"
  awk '/^7\//{hidden = 1} /^ +base +adapted/{hidden = 0} !hidden' "$work/$dataset.txt"
done

say "The adapter, for PEFT and transformers"
engine export adapter "$sample" 0001 --out "$work/adapter"
ls -l "$work/adapter"
echo
echo "The project is $sample, the adapter $work/adapter."
