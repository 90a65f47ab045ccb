# lab_embed(<target> <file> <symbol>)
#
# Compiles the bytes of a data file into a target, so that a program needs no data folder beside it.
# The target's sources reach them by declaring
#
#   namespace lab::embedded { extern const std::string_view kPricesJson; }
#
# The file is relative to the listing that calls; changing it rebuilds.
function(lab_embed target file symbol)
  get_filename_component(input ${file} ABSOLUTE)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.cc)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DINPUT=${input} -DOUTPUT=${output} -DSYMBOL=${symbol}
            -P ${CMAKE_SOURCE_DIR}/cmake/LabEmbed.cmake
    DEPENDS ${input} ${CMAKE_SOURCE_DIR}/cmake/LabEmbed.cmake
    COMMENT "Embedding ${file}"
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()

# Run as a script (by the command above) this file writes the .cc file.
if(CMAKE_SCRIPT_MODE_FILE)
  file(READ ${INPUT} bytes HEX)
  string(REGEX REPLACE "(..)" "\\\\x\\1" escaped "${bytes}")
  string(REPEAT "." 80 one_line)  # 20 bytes
  string(REGEX REPLACE "(${one_line})" "\\1\"\n    \"" lines "${escaped}")
  string(LENGTH "${bytes}" digits)
  math(EXPR size "${digits} / 2")
  get_filename_component(name ${INPUT} NAME)
  file(WRITE ${OUTPUT} "// Generated from ${name}.
#include <string_view>

// Every compiler that builds this takes longer literals than the standard asks for.
#pragma GCC diagnostic ignored \"-Woverlength-strings\"

namespace lab::embedded {
extern const std::string_view ${SYMBOL};
constexpr char ${SYMBOL}Bytes[] =
    \"${lines}\";
constinit const std::string_view ${SYMBOL}(${SYMBOL}Bytes, ${size});
}  // namespace lab::embedded
")
endif()
