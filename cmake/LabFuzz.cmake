# lab_fuzz(<name> [DEPS lab_net ...] [LIBS ...])
#
# The source is tests/fuzz/<name>_fuzz.cc, which defines LLVMFuzzerTestOneInput; its seeds are the
# files in tests/fuzz/seeds/<name>. With LAB_FUZZERS (the preset `fuzz`) it becomes
# <build>/fuzz_<name>, a libFuzzer program, and a part of the target `fuzzers`. In every other build
# it becomes a test that replays the seeds, so that a finding, once added there, stays mended.
function(lab_fuzz name)
  cmake_parse_arguments(ARG "" "" "DEPS;LIBS" ${ARGN})
  set(source ${CMAKE_SOURCE_DIR}/tests/fuzz/${name}_fuzz.cc)
  if(LAB_FUZZERS)
    add_executable(fuzz_${name} EXCLUDE_FROM_ALL ${source})
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    set_target_properties(fuzz_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
    if(NOT TARGET fuzzers)
      add_custom_target(fuzzers)
    endif()
    add_dependencies(fuzzers fuzz_${name})
  else()
    if(NOT TARGET fuzz_replay)
      add_library(fuzz_replay STATIC ${CMAKE_SOURCE_DIR}/tests/fuzz/replay_main.cc)
    endif()
    add_executable(fuzz_${name} ${source})
    target_link_libraries(fuzz_${name} PRIVATE fuzz_replay)
    add_test(NAME fuzz.${name}
             COMMAND fuzz_${name} ${CMAKE_SOURCE_DIR}/tests/fuzz/seeds/${name})
    set_tests_properties(fuzz.${name} PROPERTIES LABELS fuzz TIMEOUT 120)
  endif()
  target_link_libraries(fuzz_${name} PRIVATE ${ARG_DEPS} ${ARG_LIBS})
  target_include_directories(fuzz_${name} PRIVATE ${CMAKE_SOURCE_DIR})
  lab_use_prelude(fuzz_${name})
endfunction()
