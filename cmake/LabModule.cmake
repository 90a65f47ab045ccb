# lab_module(<name> SOURCES a.cc ... HEADERS a.h ... [DEPS lab_base ...] [LIBS fmt::fmt ...])
#
# One folder, one static library `lab_<name>`. DEPS are our own modules and show through; LIBS are
# third-party libraries and stay private: a module's headers never mention them. Headers are a
# FILE_SET, so that the target all_verify_interface_header_sets compiles each one alone.
function(lab_module name)
  cmake_parse_arguments(ARG "" "" "SOURCES;HEADERS;DEPS;LIBS" ${ARGN})
  add_library(lab_${name} STATIC ${ARG_SOURCES})
  target_sources(lab_${name} PUBLIC
                 FILE_SET HEADERS BASE_DIRS ${CMAKE_SOURCE_DIR} FILES ${ARG_HEADERS})
  target_link_libraries(lab_${name} PUBLIC ${ARG_DEPS} PRIVATE ${ARG_LIBS})
  set_target_properties(lab_${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
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
  gtest_discover_tests(${name} TEST_PREFIX "${name}." DISCOVERY_TIMEOUT 60
                       PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT 120)
endfunction()

# What all test binaries share. GoogleMock takes two seconds to parse, so it is precompiled, once;
# and the optimiser would take longer over the tests than they take to run.
function(lab_test_base)
  if(TARGET lab_test_base)
    return()
  endif()
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/lab_test_base.cc CONTENT "// See LabModule.cmake.\n")
  add_library(lab_test_base STATIC ${CMAKE_BINARY_DIR}/lab_test_base.cc)
  target_link_libraries(lab_test_base PUBLIC GTest::gmock GTest::gtest GTest::gtest_main)
  target_include_directories(lab_test_base PUBLIC ${CMAKE_SOURCE_DIR})
  target_compile_definitions(lab_test_base PUBLIC LAB_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
                                                  LAB_BINARY_DIR="${CMAKE_BINARY_DIR}")
  target_compile_options(lab_test_base PUBLIC $<$<CONFIG:Release>:-O1>)
  target_precompile_headers(lab_test_base PRIVATE <gmock/gmock.h> <gtest/gtest.h>)
endfunction()
