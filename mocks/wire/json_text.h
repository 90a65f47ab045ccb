// Appending JSON to a buffer that is reused, which is what most of the mock's time goes into.
//
//   out += "{\"text\":\"";
//   AppendEscaped(out, text);
//   out += "\"}";
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lab::mocks {

/// `text` as the inside of a JSON string: quotes, backslashes and control characters escaped, all
/// other bytes (UTF-8 or not) as they are.
void AppendEscaped(std::string& out, std::string_view text);

/// With its quotes.
void AppendQuoted(std::string& out, std::string_view text);

void AppendInteger(std::string& out, std::int64_t value);

}  // namespace lab::mocks
