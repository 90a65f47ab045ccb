# Compiler and linker settings that hold for every target.

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
# Assertions stay on in every build: they guard a programmer's mistakes, and a measuring tool that goes on after one lies.
string(REPLACE "-DNDEBUG" "" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")
string(REPLACE "-O3" "-O2" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow=local -Wnon-virtual-dtor -Woverloaded-virtual -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 warns of dangling and uninitialised memory inside its own coroutine frames.
  add_compile_options(-Wno-shadow -Wno-maybe-uninitialized -Wno-missing-field-initializers -Wno-dangling-pointer
                      -Wno-restrict -Wno-array-bounds -Wno-stringop-overflow)
else()
  add_compile_options(-Wno-shadow -Wno-missing-field-initializers -Wno-missing-designated-field-initializers
                      -Wno-unknown-warning-option)
endif()

find_program(LAB_MOLD mold)
if(LAB_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

if(LAB_SANITIZE)
  add_compile_options(-fsanitize=${LAB_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all -g1)
  add_link_options(-fsanitize=${LAB_SANITIZE})
endif()
if(LAB_COVERAGE)
  add_compile_options(--coverage -O0 -fprofile-update=atomic)
  add_link_options(--coverage)
endif()
