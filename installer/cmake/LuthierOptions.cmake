# Flags that every target of Luthier shares, as two interface targets, and the libraries that all modules may name.

option(LUTHIER_WERROR "Warnings are errors" OFF)
set(LUTHIER_SANITIZE "" CACHE STRING "Sanitizers, e.g. address,undefined")
option(LUTHIER_FUZZ "Build the fuzz targets (clang)" OFF)
set(LUTHIER_SHARED "${CMAKE_SOURCE_DIR}/../shared" CACHE PATH "Shared test material; tests that need it skip without it")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

find_program(LUTHIER_CCACHE ccache)
if(LUTHIER_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${LUTHIER_CCACHE})
endif()
find_program(LUTHIER_MOLD mold)
if(LUTHIER_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_library(luthier_options INTERFACE)
target_compile_options(luthier_options INTERFACE -fvisibility=hidden -fno-math-errno)
if(LUTHIER_SANITIZE)
  target_compile_options(luthier_options INTERFACE -fsanitize=${LUTHIER_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(luthier_options INTERFACE -fsanitize=${LUTHIER_SANITIZE})
endif()

if(LUTHIER_FUZZ)
  # What undefined behaviour finds ends the run; the readers are instrumented for coverage.
  target_compile_options(luthier_options INTERFACE -fsanitize=fuzzer-no-link -fno-sanitize-recover=all -fno-sanitize=vptr)
endif()

add_library(luthier_warnings INTERFACE)
target_compile_options(luthier_warnings INTERFACE -Wall -Wextra -Wconversion -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual)
# GCC 12 warns of overlaps inside std::string that cannot happen (GCC bug 105651).
target_compile_options(luthier_warnings INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
if(LUTHIER_WERROR)
  target_compile_options(luthier_warnings INTERFACE -Werror)
endif()

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(tl-expected REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(spdlog REQUIRED)
# Small libraries are linked in: loading each as a file of its own would cost every command a part of its start.
set(OPENSSL_USE_STATIC_LIBS TRUE)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(CLI11 REQUIRED)
find_package(GTest REQUIRED)
find_package(ICU REQUIRED COMPONENTS uc i18n data)
find_package(simdjson REQUIRED)
list(PREPEND CMAKE_FIND_LIBRARY_SUFFIXES .a)
pkg_check_modules(xxhash REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(pcre2 REQUIRED IMPORTED_TARGET libpcre2-8)
pkg_check_modules(sqlite3 REQUIRED IMPORTED_TARGET sqlite3)
list(REMOVE_AT CMAKE_FIND_LIBRARY_SUFFIXES 0)
