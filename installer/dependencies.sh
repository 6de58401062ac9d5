#!/usr/bin/env bash
# Installs what building and running Luthier needs: Debian's packages, and LibTorch from PyPI into the user's data
# folder, verified by hash. Says nothing and takes no time when all is there. `--gpu` adds the CUDA libraries that
# LibTorch needs on a machine with an NVIDIA card.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
libtorch=${LUTHIER_LIBTORCH:-${XDG_DATA_HOME:-$HOME/.local/share}/luthier/libtorch-2.11.0}

# package: why
packages=(
  "build-essential: the compiler"
  "cmake: the build"
  "ninja-build: the build"
  "pkg-config: the build"
  "ccache: quick rebuilds"
  "mold: quick links"
  "git: the version shown by the program"
  "unzip: unpacking LibTorch"
  "python3-pip: fetching LibTorch (for installing only)"
  "ca-certificates: fetching LibTorch"
  "qt6-base-dev: the window"
  "qt6-charts-dev: charts"
  "qt6-svg-dev: icons"
  "libqt6opengl6-dev: charts"
  "qt6-tools-dev: translations"
  "qt6-tools-dev-tools: translations"
  "qt6-l10n-tools: translations"
  "qt6-translations-l10n: Qt's own texts in Korean"
  "fonts-inter: the window's type"
  "fonts-jetbrains-mono: tokens and code"
  "fonts-noto-cjk: Korean"
  "fonts-noto-color-emoji: emoji in data"
  "nlohmann-json3-dev: JSON"
  "libsimdjson-dev: reading data files"
  "libdnnl2: matrix products"
  "libcli11-dev: the command line"
  "libspdlog-dev: the log"
  "libexpected-dev: results"
  "libxxhash-dev: hashes"
  "libpcre2-dev: tokenizer patterns"
  "libyaml-dev: configurations of other programs"
  "libicu-dev: Unicode"
  "libsqlite3-dev: the project file"
  "libssl-dev: SHA-256"
  "libsentencepiece-dev: training tokenizers"
  "libgtest-dev: tests"
  "libgmock-dev: tests"
  "libbenchmark-dev: benchmarks"
  "clang: fuzz targets (tests)"
  "libclang-rt-14-dev: fuzz targets (tests)"
  "clang-format-14: the layout of the code (tests)"
  "universal-ctags: the length of functions (tests)"
)

say() { printf '%s\n' "$*" >&2; }

missing_packages() {
  local entry name
  for entry in "${packages[@]}"; do
    name=${entry%%:*}
    if [ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null)" != installed ]; then
      printf '%s\n' "$entry"
    fi
  done
}

install_packages() {
  local missing names=() entry
  mapfile -t missing < <(missing_packages)
  [ ${#missing[@]} -gt 0 ] || return 0
  say "Luthier needs these packages of Debian:"
  for entry in "${missing[@]}"; do
    say "  ${entry%%:*} —${entry#*:}"
    names+=("${entry%%:*}")
  done
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      say "Installing them needs root, and sudo is not here. Run as root: apt-get install ${names[*]}"
      exit 1
    fi
    say "Your password is asked for once, to install them."
    as_root=(sudo)
  fi
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${names[@]}" >&2
}

# Wheels keep the layout that LibTorch's run paths count on: torch/lib with nvidia/ beside torch/.
install_libtorch() {
  [ -e "$libtorch/.complete" ] && return 0
  if [ -n "${LUTHIER_LIBTORCH:-}" ]; then
    [ -e "$libtorch/torch/lib/libtorch_cpu.so" ] && return 0
    say "LUTHIER_LIBTORCH is $libtorch, but torch/lib/libtorch_cpu.so is not there."
    exit 1
  fi
  say "Fetching LibTorch 2.11.0 (550 MB) into $libtorch …"
  mkdir -p "$(dirname "$libtorch")"
  exec 9>"$libtorch.lock"
  flock 9
  [ -e "$libtorch/.complete" ] && return 0
  local work
  work=$(mktemp -d "$libtorch.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary=:all: \
    --python-version 3.11 --implementation cp --abi cp311 --abi none --platform manylinux_2_28_x86_64 \
    --platform manylinux_2_25_x86_64 --platform manylinux_2_17_x86_64 --platform manylinux2014_x86_64 \
    --dest "$work/wheels" --requirement "$here/libtorch.txt" >&2
  local wheel
  for wheel in "$work"/wheels/torch-*.whl; do
    unzip -q "$wheel" 'torch/lib/*' 'torch/include/*' 'torch/version.py' '*.dist-info/*' -d "$work/tree"
  done
  for wheel in "$work"/wheels/nvidia*.whl; do
    unzip -q "$wheel" -d "$work/tree"
  done
  touch "$work/tree/.complete"
  rm -rf "$libtorch"
  mv "$work/tree" "$libtorch"
  rm -rf "$work"
  trap - EXIT
}

# The libraries that libtorch_cuda.so names, beside it.
install_cuda_libraries() {
  [ -e "$libtorch/.cuda-complete" ] && return 0
  say "Fetching the CUDA libraries for LibTorch (about 2 GB) …"
  local work wheel
  work=$(mktemp -d "$libtorch.cuda.XXXXXX")
  python3 -m pip download --quiet --disable-pip-version-check --only-binary=:all: \
    --dest "$work" --requirement "$here/libtorch-cuda.txt" >&2
  for wheel in "$work"/*.whl; do
    unzip -qo "$wheel" -d "$libtorch"
  done
  rm -rf "$work"
  touch "$libtorch/.cuda-complete"
}

install_packages
install_libtorch
if [ "${1:-}" = --gpu ]; then
  install_cuda_libraries
fi
