// Arguments for a tool call: JSON that fits the schema that the request declared.
//
//   std::string json = MakeArguments(R"({"type":"object","properties":{"city":{"type":"string"}},
//                                        "required":["city"]})", rng, Fit::kGood);
//   // {"city":"harbour page"}
//
// Understood: type (one or a list), properties, required, items, enum, const, default, anyOf and
// oneOf (the first), allOf (the first), local $ref, minimum, maximum, minItems, maxItems,
// minLength. A required property is always there, another one half of the time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "framework/base/rng.h"

namespace lab::mocks {

enum class Fit : std::uint8_t {
  kGood,
  kBad,  ///< still JSON, but a required property is missing or of another type
};

/// "{}" for a schema that is not JSON or declares nothing.
std::string MakeArguments(std::string_view schema, Rng rng, Fit fit);

}  // namespace lab::mocks
