// Base64 and hexadecimal text.
//
//   std::string text = Base64Encode(bytes);      // standard alphabet, padded
//   Result<std::string> back = Base64Decode(text);
#pragma once

#include <string>
#include <string_view>

#include "framework/base/result.h"

namespace lab {

/// RFC 4648 section 4, with padding.
std::string Base64Encode(std::string_view bytes);

/// Accepts padded text of the standard alphabet only; ErrorKind::kDecode names the first bad
/// offset.
Result<std::string> Base64Decode(std::string_view text);

/// Lower-case hexadecimal, two characters a byte.
std::string HexEncode(std::string_view bytes);

/// Either case; ErrorKind::kDecode for an odd length or another character.
Result<std::string> HexDecode(std::string_view text);

}  // namespace lab
