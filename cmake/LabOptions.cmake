# Compiler and linker settings that hold for every target.

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
# Assertions stay on in every build: they guard a programmer's mistakes, and a measuring tool that
# goes on after one lies.
string(REPLACE "-DNDEBUG" "" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")
string(REPLACE "-O3" "-O2" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")

# A fused multiply-add rounds once where two operations round twice: without it all machines compute
# the same bits.
add_compile_options(-ffp-contract=off)
add_compile_options(-Wall -Wextra -Wpedantic -Wshadow=local -Wnon-virtual-dtor -Woverloaded-virtual
                    -Wno-shadow -Wno-missing-field-initializers -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Below -O2 GCC resumes one coroutine from another by a true call, unless told to make tail calls;
  # a long chain of awaits would then overflow the stack.
  add_compile_options(-foptimize-sibling-calls)
  # The compiler spends a tenth of its time on collecting garbage unless it may have a gigabyte.
  add_compile_options("SHELL:--param ggc-min-heapsize=4000000")
  # GCC 12 warns of dangling and uninitialised memory inside its own coroutine frames.
  add_compile_options(-Wno-maybe-uninitialized -Wno-dangling-pointer -Wno-restrict
                      -Wno-array-bounds -Wno-stringop-overflow)
  if(LAB_UNITY)
    # It takes a .cc file that another one includes for a header.
    add_compile_options(-Wno-subobject-linkage)
  endif()
else()
  add_compile_options(-Wno-missing-designated-field-initializers -Wno-unknown-warning-option)
endif()

find_program(LAB_MOLD mold)
if(LAB_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

if(LAB_SANITIZE)
  add_compile_options(-fsanitize=${LAB_SANITIZE} -fno-sanitize-recover=all
                      -fno-omit-frame-pointer -g1)
  add_link_options(-fsanitize=${LAB_SANITIZE})
  if(LAB_SANITIZE MATCHES address AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC makes no tail call from a function whose stack it watches, and so a coroutine would be
    # resumed by a true call, however it is optimised. Coroutines' locals, on the heap, are watched.
    add_compile_options("SHELL:--param asan-stack=0")
  endif()
endif()

if((LAB_FUZZERS OR LAB_COVERAGE) AND NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  message(FATAL_ERROR "LAB_FUZZERS and LAB_COVERAGE need clang, and the compiler is "
                      "${CMAKE_CXX_COMPILER_ID}: use the presets fuzz and coverage")
endif()
if(LAB_FUZZERS)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(LAB_COVERAGE)
  add_compile_options(-fprofile-instr-generate -fcoverage-mapping)
  add_link_options(-fprofile-instr-generate)
endif()
