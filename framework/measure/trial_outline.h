// A trial as a baseline keeps it: what people look at, and a digest of the rest.
//
//   nlohmann::ordered_json outline = TrialToOutline(trial);     // a tenth of TrialToJson(trial)
//
// A sample's outline holds its model, main stamps, usage, cost and error, each where it is not the
// default, and the 64-bit hash of its whole record. So two outlines are equal when the records are,
// down to the stamp of every token; where only a digest differs, something did that the outline
// leaves out. The trial's steps are a digest alone.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "framework/measure/sample.h"

namespace lab::measure {

/// A record that was itself read from an outline keeps the digest it came with.
nlohmann::ordered_json TrialToOutline(const TrialRecord& trial);

/// What the outlines of a trial's samples left out is there with its default, so that
/// TrialFromJson() finds every field; their digests stay. A whole trial comes back unchanged.
nlohmann::ordered_json ExpandOutline(nlohmann::ordered_json trial);

/// "00f9bd8a16cab31b", and back; false when the text is none.
std::string DigestText(std::uint64_t digest);
bool ParseDigest(std::string_view text, std::uint64_t& digest);

}  // namespace lab::measure
