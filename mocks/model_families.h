// The families of models that the mock knows by name: the one list of them.
//
//   const ModelFamily* family = FamilyOf("claude-haiku-4-5");
//   family->profile;                                     // "claude-haiku-5-5"
//   ProfileNameFor("someone/our-70b-chat");              // "llama-70b-tp8"
#pragma once

#include <cstdint>
#include <string_view>

namespace lab::mocks {

enum class Maker : std::uint8_t {
  kOpenAi,  ///< their reasoning is hidden
  kOther,
};

/// A name begins with `prefix` and has `part` in it.
struct ModelFamily {
  std::string_view prefix;
  std::string_view part;
  std::string_view profile;  ///< a shipped one; empty: open weights, which go by their size
  Maker maker = Maker::kOther;
};

/// nullptr for a name that is nobody's. Valid as long as the program.
const ModelFamily* FamilyOf(std::string_view model);

/// The shipped profile that stands for a model: its family's, else by the size in its name.
std::string_view ProfileNameFor(std::string_view model);

}  // namespace lab::mocks
