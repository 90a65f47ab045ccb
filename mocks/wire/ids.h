// Identifiers as the providers make them, drawn from the seed.
//
//   Rng rng = Rng::For(seed, "ids", key);
//   std::string id = "msg_01" + RandomText(rng, 22);      // "msg_01Xq3..."
#pragma once

#include <cstddef>
#include <string>

#include "framework/base/rng.h"

namespace lab::mocks {

/// Letters and digits, evenly.
std::string RandomText(Rng& rng, std::size_t length);

/// The same, appended: at most 10 characters cost one draw.
void AppendRandomText(std::string& out, Rng& rng, std::size_t length);

/// Lower-case hexadecimal digits.
std::string RandomHex(Rng& rng, std::size_t length);

}  // namespace lab::mocks
