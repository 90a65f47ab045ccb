// Chat Completions' streams, bodies and refusals out of any bytes.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/decoder_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return lab::FuzzDecoder("openai-compatible", {reinterpret_cast<const char*>(data), size});
}
