# LibTorch as its PyPI wheel lays it out (torch/lib, torch/include, nvidia/cu13/lib beside torch/), without the wheel's
# own CMake files: those demand nvcc and a target that CUDA 13 no longer has. Defines LibTorch::cpu.

set(data_home "$ENV{XDG_DATA_HOME}")
if(NOT data_home)
  set(data_home "$ENV{HOME}/.local/share")
endif()
set(default "${data_home}/luthier/libtorch-2.11.0")
if(DEFINED ENV{LUTHIER_LIBTORCH})
  set(default "$ENV{LUTHIER_LIBTORCH}")
endif()
set(LUTHIER_LIBTORCH "${default}" CACHE PATH "Folder that holds torch/lib and torch/include")

find_path(LibTorch_INCLUDE_DIR ATen/core/Tensor.h PATHS ${LUTHIER_LIBTORCH}/torch/include NO_DEFAULT_PATH)
find_library(LibTorch_CPU torch_cpu PATHS ${LUTHIER_LIBTORCH}/torch/lib NO_DEFAULT_PATH)
find_library(LibTorch_C10 c10 PATHS ${LUTHIER_LIBTORCH}/torch/lib NO_DEFAULT_PATH)
find_library(LibTorch_OPENMP libgomp.so.1 PATHS ${LUTHIER_LIBTORCH}/torch/lib NO_DEFAULT_PATH)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibTorch REQUIRED_VARS LibTorch_CPU LibTorch_C10 LibTorch_OPENMP LibTorch_INCLUDE_DIR
  FAIL_MESSAGE "LibTorch is not in ${LUTHIER_LIBTORCH}: run installer/dependencies.sh")

if(LibTorch_FOUND AND NOT TARGET LibTorch::cpu)
  add_library(LibTorch::cpu INTERFACE IMPORTED)
  # Its warnings are not ours to mend.
  target_include_directories(LibTorch::cpu SYSTEM INTERFACE ${LibTorch_INCLUDE_DIR})
  # A fat include (ATen/ATen.h costs 11 s a file) is an error.
  target_compile_definitions(LibTorch::cpu INTERFACE AT_PER_OPERATOR_HEADERS TORCH_ASSERT_ONLY_METHOD_OPERATORS)
  # Its headers run loops through OpenMP: the same library as its own.
  target_compile_options(LibTorch::cpu INTERFACE -fopenmp)
  target_link_libraries(LibTorch::cpu INTERFACE ${LibTorch_CPU} ${LibTorch_C10} ${LibTorch_OPENMP})
  # libtorch_cpu.so names CUDA libraries that only a machine with a GPU has.
  target_link_options(LibTorch::cpu INTERFACE -Wl,--allow-shlib-undefined)
endif()
