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
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_DEPS} ${ARG_LIBS}
                        GTest::gmock GTest::gtest GTest::gtest_main)
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_definitions(${name} PRIVATE LAB_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
                                             LAB_BINARY_DIR="${CMAKE_BINARY_DIR}")
  gtest_discover_tests(${name} TEST_PREFIX "${name}." DISCOVERY_TIMEOUT 60
                       PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT 120)
endfunction()
