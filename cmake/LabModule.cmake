# lab_module(<name> SOURCES a.cc ... HEADERS a.h ... [DEPS lab_base ...] [LIBS fmt::fmt ...]
#            [COLD a.cc ...|ALL])
#
# One folder, one static library `lab_<name>`. DEPS are our own modules and show through; LIBS are
# third-party libraries and stay private: a module's headers never mention them. Headers are a
# FILE_SET, so that the target all_verify_interface_header_sets compiles each one alone. COLD: see
# lab_compile_lightly.
function(lab_module name)
  cmake_parse_arguments(ARG "" "" "SOURCES;HEADERS;DEPS;LIBS;COLD" ${ARGN})
  add_library(lab_${name} STATIC ${ARG_SOURCES})
  lab_use_prelude(lab_${name})
  lab_compile_together(lab_${name})
  lab_compile_lightly(lab_${name} ${ARG_COLD})
  target_sources(lab_${name} PUBLIC
                 FILE_SET HEADERS BASE_DIRS ${CMAKE_SOURCE_DIR} FILES ${ARG_HEADERS})
  target_link_libraries(lab_${name} PUBLIC ${ARG_DEPS} PRIVATE ${ARG_LIBS})
  set_target_properties(lab_${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
endfunction()

# lab_suite(<folder> [<prefix>])
#
# Every .cc file in the folder, now and after the next one is put there, as the OBJECT library
# `<prefix>suite_<name of the folder>`: a registrar in a static library would silently vanish at the
# link. What is in suites/ has no prefix; all else needs one, or a user could have no suite of that
# name. What an experiment leaves unused is a warning: most are somebody's first draft.
function(lab_suite folder)
  set(prefix ${ARGN})
  get_filename_component(suite ${folder} NAME)
  set(target ${prefix}suite_${suite})
  file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.cc)
  lab_suite_base()
  add_library(${target} OBJECT ${sources})
  target_link_libraries(${target} PUBLIC lab_suite_base)
  target_precompile_headers(${target} REUSE_FROM lab_suite_base)
  lab_compile_lightly(${target} ALL)
  foreach(unused parameter variable but-set-variable function local-typedefs)
    target_compile_options(${target} PRIVATE -Wno-error=unused-${unused})
  endforeach()
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${target} PRIVATE -Wno-error=unused -Wno-error=unused-private-field
                                             -Wno-error=unused-lambda-capture)
  endif()
endfunction()

# What all suites share: lab.h, precompiled, since it is all that an experiment includes. Each file
# is compiled by itself, so that touching one experiment costs two seconds.
function(lab_suite_base)
  if(TARGET lab_suite_base)
    return()
  endif()
  lab_precompiled(lab_suite_base ${CMAKE_SOURCE_DIR}/framework/lab.h)
  target_link_libraries(lab_suite_base PUBLIC lab_bench lab_llm lab_runtime)
  lab_compile_lightly(lab_suite_base ALL)
endfunction()

# lab_suites_program(<name> suite_a suite_b ...)
#
# The benchmark binary with these suites in it.
function(lab_suites_program name)
  add_executable(${name})
  target_link_libraries(${name} PRIVATE ${ARGN} lab_suites_main)
endfunction()

# lab_compile_together(<target>)
#
# All its source files are compiled as one: what they include is parsed, and its templates are
# instantiated, once. The price: names in the anonymous namespaces of one folder must differ.
# -DLAB_UNITY=OFF compiles every file alone, which is quicker for somebody who changes one file over
# and over; the preset `debug` does.
function(lab_compile_together target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${LAB_UNITY} UNITY_BUILD_BATCH_SIZE 0)
endfunction()

# lab_compile_lightly(<target> a.cc ...|ALL)
#
# For what runs a few times a trial or a run, not for every byte or event: the optimiser would take
# twice as long over it and change nothing that anybody could measure.
function(lab_compile_lightly target)
  set(lightly $<$<CONFIG:Release>:-Og>)
  if(ARGN STREQUAL ALL)
    target_compile_options(${target} PRIVATE ${lightly})
  elseif(ARGN)
    set_source_files_properties(${ARGN} PROPERTIES COMPILE_OPTIONS ${lightly})
  endif()
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
  if(NOT TARGET lab_prelude)
    lab_precompiled(lab_prelude)
  endif()
endfunction()

# lab_precompiled(<name> [<header> ...])
#
# A library without code of its own, for what others take from it by REUSE_FROM: the prelude's
# headers and these, precompiled.
function(lab_precompiled name)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/${name}.cc CONTENT "// See LabModule.cmake.\n")
  add_library(${name} STATIC ${CMAKE_BINARY_DIR}/${name}.cc)
  target_link_libraries(${name} PUBLIC fmt::fmt)
  target_precompile_headers(${name} PRIVATE ${LAB_PRELUDE_HEADERS} ${ARGN})
endfunction()

# lab_test(<name> SOURCES a_test.cc ... [DEPS lab_base ...] [LIBS ...] [LABELS unit])
#
# One GoogleTest binary; every TEST in it is a ctest entry of its own.
function(lab_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS;LIBS;LABELS" ${ARGN})
  lab_test_base()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_DEPS} ${ARG_LIBS} lab_test_base)
  target_precompile_headers(${name} REUSE_FROM lab_test_base)
  lab_compile_together(${name})
  gtest_discover_tests(${name} TEST_PREFIX "${name}." DISCOVERY_TIMEOUT 60 NO_PRETTY_VALUES
                       PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT 120)
endfunction()

# What all test binaries share. GoogleMock takes a second to parse, so it is precompiled too; and
# the optimiser would take longer over the tests than they take to run.
function(lab_test_base)
  if(TARGET lab_test_base)
    return()
  endif()
  lab_precompiled(lab_test_base <gmock/gmock.h> <gtest/gtest.h>)
  target_link_libraries(lab_test_base PUBLIC GTest::gmock GTest::gtest GTest::gtest_main)
  target_include_directories(lab_test_base PUBLIC ${CMAKE_SOURCE_DIR})
  target_compile_definitions(lab_test_base PUBLIC LAB_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
                                                  LAB_BINARY_DIR="${CMAKE_BINARY_DIR}")
  target_compile_options(lab_test_base PUBLIC -O0)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # std::move and its like as the casts that they are; clang does so by itself.
    target_compile_options(lab_test_base PUBLIC -ffold-simple-inlines)
  endif()
endfunction()
