# One declarative call a module. The declared edges are written to modules.txt in the build folder, and
# tests/architecture holds every #include against them.
#
#   luthier_module(NAME dataset ROOM core/data
#     USES base storage project        # other modules that public headers or sources may include
#     LIBRARIES PkgConfig::sqlite3     # third-party targets, private
#     SOURCES rows.cpp splits.cpp)

define_property(GLOBAL PROPERTY LUTHIER_MODULE_GRAPH BRIEF_DOCS "declared edges" FULL_DOCS "name|folder|uses")

function(luthier_module)
  cmake_parse_arguments(M "QT" "NAME;ROOM" "USES;LIBRARIES;PUBLIC_LIBRARIES;SOURCES" ${ARGN})
  set(target luthier_${M_NAME})
  add_library(${target} STATIC ${M_SOURCES})
  add_library(luthier::${M_NAME} ALIAS ${target})
  # Modules are included as <module/file.h>, so the room is the include folder.
  target_include_directories(${target} PUBLIC ${CMAKE_CURRENT_SOURCE_DIR}/..)
  foreach(used IN LISTS M_USES)
    target_link_libraries(${target} PUBLIC luthier_${used})
  endforeach()
  target_link_libraries(${target} PUBLIC ${M_PUBLIC_LIBRARIES} PRIVATE ${M_LIBRARIES} luthier_options luthier_warnings)
  if(M_QT)
    set_target_properties(${target} PROPERTIES AUTOMOC ON)
  endif()
  file(RELATIVE_PATH folder ${CMAKE_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  list(JOIN M_USES "," uses)
  set_property(GLOBAL APPEND PROPERTY LUTHIER_MODULE_GRAPH "${M_NAME}|${folder}|${uses}")
endfunction()

function(luthier_write_module_graph)
  get_property(graph GLOBAL PROPERTY LUTHIER_MODULE_GRAPH)
  list(JOIN graph "\n" text)
  file(WRITE ${CMAKE_BINARY_DIR}/modules.txt "${text}\n")
endfunction()

# luthier_test(NAME unit.base LABELS unit USES base SOURCES a_test.cpp …): one test program, one CTest entry a
# program, or SHARDS of them (NAME.1, NAME.2, …) that share its tests.
function(luthier_test)
  cmake_parse_arguments(T "" "NAME;SHARDS" "USES;LIBRARIES;LABELS;SOURCES;ENVIRONMENT" ${ARGN})
  string(REPLACE "." "_" target test_${T_NAME})
  add_executable(${target} ${T_SOURCES})
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  foreach(used IN LISTS T_USES)
    target_link_libraries(${target} PRIVATE luthier_${used})
  endforeach()
  target_link_libraries(${target} PRIVATE luthier_test_support ${T_LIBRARIES} GTest::gtest GTest::gmock luthier_options luthier_warnings)
  if(NOT T_SHARDS)
    set(T_SHARDS 1)
  endif()
  math(EXPR last "${T_SHARDS} - 1")
  foreach(shard RANGE ${last})
    set(name ${T_NAME})
    if(T_SHARDS GREATER 1)
      math(EXPR part "${shard} + 1")
      set(name ${T_NAME}.${part})
    endif()
    add_test(NAME ${name} COMMAND ${target})
    set_tests_properties(${name} PROPERTIES LABELS "${T_LABELS}" TIMEOUT 1500
      ENVIRONMENT "OMP_WAIT_POLICY=passive;LUTHIER_SOURCE=${CMAKE_SOURCE_DIR};LUTHIER_BUILD=${CMAKE_BINARY_DIR};GTEST_TOTAL_SHARDS=${T_SHARDS};GTEST_SHARD_INDEX=${shard};${T_ENVIRONMENT}")
  endforeach()
endfunction()
