# lab_module(<name> SOURCES a.cc ... HEADERS a.h ... [DEPS lab_base ...] [LIBS fmt::fmt ...])
#
# One folder, one static library `lab_<name>`. DEPS are our own modules and show through; LIBS are
# third-party libraries and stay private: a module's headers never mention them. Headers are a
# FILE_SET, so that the target all_verify_interface_header_sets compiles each one alone. ALONE: see
# lab_compile_together.
function(lab_module name)
  cmake_parse_arguments(ARG "" "" "SOURCES;HEADERS;DEPS;LIBS;ALONE" ${ARGN})
  add_library(lab_${name} STATIC ${ARG_SOURCES})
  lab_use_prelude(lab_${name})
  lab_compile_together(lab_${name} ${ARG_ALONE})
  target_sources(lab_${name} PUBLIC
                 FILE_SET HEADERS BASE_DIRS ${CMAKE_SOURCE_DIR} FILES ${ARG_HEADERS})
  target_link_libraries(lab_${name} PUBLIC ${ARG_DEPS} PRIVATE ${ARG_LIBS})
  set_target_properties(lab_${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
endfunction()

# lab_suite(<folder>)
#
# Every .cc file in the folder, now and after the next one is put there, as the OBJECT library
# `suite_<name of the folder>`: a registrar in a static library would silently vanish at the link.
function(lab_suite folder)
  get_filename_component(suite ${folder} NAME)
  file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.cc)
  add_library(suite_${suite} OBJECT ${sources})
  target_link_libraries(suite_${suite} PUBLIC lab_bench lab_llm lab_runtime)
  lab_use_prelude(suite_${suite})
endfunction()

# lab_suites_program(<name> suite_a suite_b ...)
#
# The benchmark binary with these suites in it.
function(lab_suites_program name)
  add_executable(${name} ${CMAKE_SOURCE_DIR}/apps/suites.cc)
  target_link_libraries(${name} PRIVATE ${ARGN} lab_worlds lab_command_line lab_bench lab_report
                                        lab_measure fmt::fmt)
  lab_use_prelude(${name})
endfunction()

# lab_compile_together(<target> [a.cc ...])
#
# A dozen of its source files are compiled as one, which takes a clean build from nine minutes to
# less than three: what they include is parsed, and its templates are instantiated, once. The price:
# names in the anonymous namespaces of one folder must differ, or a file of the two is listed here
# (ALONE, in lab_module and lab_test). -DLAB_UNITY=OFF compiles every file alone, which is quicker
# for somebody who changes one file over and over; the preset `debug` does.
function(lab_compile_together target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${LAB_UNITY} UNITY_BUILD_BATCH_SIZE 12)
  set_source_files_properties(${ARGN} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()

# lab_use_prelude(<target>)
#
# What nearly every source file parses anyway, the standard library's containers and fmt, is
# precompiled once: that halves the time of a small file. It changes no file: each still includes
# all that it uses, which the job `headers` and clang-tidy see to.
function(lab_use_prelude target)
  lab_prelude()
  target_link_libraries(${target} PRIVATE fmt::fmt)
  target_precompile_headers(${target} REUSE_FROM lab_prelude)
endfunction()

set(LAB_PRELUDE_HEADERS
    <algorithm> <array> <charconv> <chrono> <cmath> <coroutine> <cstdint> <functional> <map>
    <memory> <optional> <set> <span> <sstream> <string> <string_view> <utility> <variant> <vector>
    <fmt/format.h> <fmt/ranges.h>)

function(lab_prelude)
  if(TARGET lab_prelude)
    return()
  endif()
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/lab_prelude.cc CONTENT "// See LabModule.cmake.\n")
  add_library(lab_prelude STATIC ${CMAKE_BINARY_DIR}/lab_prelude.cc)
  target_link_libraries(lab_prelude PRIVATE fmt::fmt)
  target_precompile_headers(lab_prelude PRIVATE ${LAB_PRELUDE_HEADERS})
endfunction()

# lab_test(<name> SOURCES a_test.cc ... [DEPS lab_base ...] [LIBS ...] [ALONE ...] [LABELS unit])
#
# One GoogleTest binary; every TEST in it is a ctest entry of its own.
function(lab_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS;LIBS;ALONE;LABELS" ${ARGN})
  lab_test_base()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_DEPS} ${ARG_LIBS} lab_test_base)
  target_precompile_headers(${name} REUSE_FROM lab_test_base)
  lab_compile_together(${name} ${ARG_ALONE})
  gtest_discover_tests(${name} TEST_PREFIX "${name}." DISCOVERY_TIMEOUT 60 NO_PRETTY_VALUES
                       PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT 120)
endfunction()

# What all test binaries share. GoogleMock and nlohmann/json take seconds to parse, so they are
# precompiled too; and the optimiser would take longer over the tests than they take to run.
function(lab_test_base)
  if(TARGET lab_test_base)
    return()
  endif()
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/lab_test_base.cc CONTENT "// See LabModule.cmake.\n")
  add_library(lab_test_base STATIC ${CMAKE_BINARY_DIR}/lab_test_base.cc)
  target_link_libraries(lab_test_base PUBLIC GTest::gmock GTest::gtest GTest::gtest_main fmt::fmt)
  target_include_directories(lab_test_base PUBLIC ${CMAKE_SOURCE_DIR})
  target_compile_definitions(lab_test_base PUBLIC LAB_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
                                                  LAB_BINARY_DIR="${CMAKE_BINARY_DIR}")
  target_compile_options(lab_test_base PUBLIC $<$<CONFIG:Release>:-O0>)
  target_precompile_headers(lab_test_base PRIVATE ${LAB_PRELUDE_HEADERS} <gmock/gmock.h>
                                                  <gtest/gtest.h> <nlohmann/json.hpp>)
endfunction()
