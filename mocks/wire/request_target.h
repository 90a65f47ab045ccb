// What a request's target names, whichever way it was written.
//
//   PathOf("http://mock:8080/v1/chat/completions?a=b");       // "/v1/chat/completions"
//   PathOf("/v1/%6Dodels/meta-llama%2FLlama-3");              // "/v1/models/meta-llama%2FLlama-3"
//   DecodePercent("meta-llama%2FLlama-3");                    // "meta-llama/Llama-3"
#pragma once

#include <string>
#include <string_view>

namespace lab::mocks {

/// The path of a target in origin or absolute form, without query and fragment. Letters that did
/// not need an escape are without one, as RFC 3986 section 6.2.2.2 has it; others keep theirs, so
/// that an escaped slash stays a part of a name.
std::string PathOf(std::string_view target);

/// Every escape resolved; what is no escape stays as it is.
std::string DecodePercent(std::string_view text);

}  // namespace lab::mocks
