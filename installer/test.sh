#!/usr/bin/env bash
# Builds Luthier and runs its tests. Without an option: quick, without Python, on committed goldens.
#   --peers   also what needs the reference stack (transformers, PEFT, …; fetched into a folder of its own)
#   --long    what takes long: a hundred kills, 10,000 random events a seed in the window, ten minutes of fuzzing each reader
#   --bench   the speed table beside its peers; wants a quiet machine
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [ "${1:-}" = --bench ]; then
  LUTHIER_PRESET=release # what people run
fi
installer/dependencies.sh
preset=${LUTHIER_PRESET:-ci}
cmake --preset "$preset" >/dev/null
cmake --build --preset "$preset" -j "$(nproc)"

case ${1:-} in
  "")
    tests/fuzz/run.sh 20
    failed=0
    ctest --preset "$preset" -LE "peers|long|bench|^ui$" || failed=1
    ctest --preset "$preset" -L "^ui$" -j 2 || failed=1 # two parts beside one another: much of it waits
    exit $failed ;;
  --peers)
    python=$(installer/peers.sh)
    for proof in adapter_roundtrip outside_proof; do
      "$python" "tests/golden/$proof.py" --engine "build/$preset/bin/luthier-engine"
    done
    # 10,000 texts for each tokenizer, where the shared material lies.
    shared=${LUTHIER_SHARED:-../shared}
    if [ -d "$shared/data" ]; then
      tokens=$(mktemp -d)
      "$python" tests/golden/tokens/make_wide.py --shared "$shared" --texts 10000 --out "$tokens"
      LUTHIER_SOURCE=$PWD LUTHIER_TOKEN_GOLDENS=$tokens \
        "build/$preset/tests/test_unit_tokenizing" --gtest_filter='*WideTokenGolden*' --gtest_brief=1
      rm -rf "$tokens"
    fi
    # A real model, as a folder and as a GGUF file beside it; says so and goes on where it is not there.
    real=${LUTHIER_REAL_MODEL:-${XDG_CACHE_HOME:-$HOME/.cache}/luthier/real/qwen2.5-coder-0.5b}
    talk=${LUTHIER_SHARED:-../shared}/data/datasets/korean_chatbot/ChatbotData.csv
    "$python" tests/golden/real_model.py --engine "build/$preset/bin/luthier-engine" --model "$real" --rows "$talk"
    "$python" tests/golden/real_gguf.py --engine "build/$preset/bin/luthier-engine" \
      --gguf "$real-instruct-q4_k_m.gguf" --model "$real" --rows "$talk"
    "$python" tests/golden/real_tasks.py --engine "build/$preset/bin/luthier-engine" --model "$real" \
      --data "${LUTHIER_SHARED:-../shared}/data/datasets" ;;
  --bench)
    python=$(installer/peers.sh)
    programs=build/release/bin
    missed=0 # every row is printed before the first miss ends it
    python3 tests/bench/programs.py --engine $programs/luthier-engine || missed=1
    "$python" tests/bench/window.py --programs $programs || missed=1
    python3 tests/bench/importing.py --programs $programs || missed=1
    "$python" tests/bench/duplicates.py --programs $programs || missed=1
    $programs/bench_charts || missed=1
    $programs/bench_compiling || missed=1
    "$python" tests/bench/tokenizing.py --programs $programs || missed=1
    "$python" tests/bench/watching.py --programs $programs || missed=1
    "$python" tests/bench/training.py --engine $programs/luthier-engine || missed=1
    "$python" tests/bench/planning.py --engine $programs/luthier-engine || missed=1
    exit $missed ;;
  --long)
    LUTHIER_BUILD=$PWD/build/$preset LUTHIER_KILLS=100 "build/$preset/tests/test_e2e" --gtest_filter='Kills.*'
    LUTHIER_SOURCE=$PWD LUTHIER_BUILD=$PWD/build/$preset LUTHIER_MONKEY=10000 QT_QPA_PLATFORM=offscreen \
      LUTHIER_ENGINE=$PWD/build/$preset/bin/luthier-engine "build/$preset/tests/test_ui" --gtest_filter='*Monkeys.*'
    tests/fuzz/run.sh 600 ;;
  *) echo "test.sh knows --peers, --long and --bench" >&2; exit 2 ;;
esac
