#include "framework/measure/trial_outline.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>

#include "framework/base/hash.h"
#include "framework/measure/sample_json.h"

namespace lab::measure {
namespace {

using Json = nlohmann::ordered_json;

// What people look at. Everything else is in the digest, as these are too.
constexpr std::array<const char*, 12> kKept{
    "model",    "start_ns", "first_token_ns", "first_visible_ns", "last_token_ns", "end_ns",
    "streamed", "usage",    "cost_usd",       "retries",          "lineage",       "error"};

Json EmptySample() {
  TrialRecord trial;
  trial.start = Time{};
  trial.samples.emplace_back();
  return std::move(TrialToJson(trial)["samples"][0]);
}

// Never 0, which says that there is none.
std::uint64_t DigestOf(const Json& json) {
  const std::string text =
      json.dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
  return std::max<std::uint64_t>(Hash64(text), 1);
}

Json OutlineOfSample(const Json& whole, std::uint64_t digest, const Json& empty) {
  Json outline;
  for (const char* name : kKept) {
    const auto field = whole.find(name);
    if (field == whole.end()) continue;
    if (empty.contains(name) && empty[name] == *field) continue;
    outline[name] = *field;
  }
  if (outline.contains("usage")) {
    Json used;
    for (const auto& [name, count] : outline["usage"].items()) {
      if (count != 0) used[name] = count;
    }
    outline["usage"] = std::move(used);
  }
  outline["digest"] = DigestText(digest);
  return outline;
}

bool HasDigest(const Json& sample) { return sample.is_object() && sample.contains("digest"); }

}  // namespace

Json TrialToOutline(const TrialRecord& trial) {
  static const Json empty = EmptySample();
  Json outline = TrialToJson(trial);
  const Json wholes = std::move(outline["samples"]);
  outline.erase("samples");
  if (outline.contains("spans")) {
    outline["spans_digest"] = DigestText(DigestOf(outline["spans"]));
    outline.erase("spans");
  }
  Json samples = Json::array();
  for (std::size_t i = 0; i < trial.samples.size(); ++i) {
    const Json& whole = wholes[i];
    const std::uint64_t known = trial.samples[i].digest;
    samples.push_back(OutlineOfSample(whole, known != 0 ? known : DigestOf(whole), empty));
  }
  outline["samples"] = std::move(samples);
  return outline;
}

Json ExpandOutline(Json trial) {
  if (!trial.is_object() || !trial.contains("samples")) return trial;
  for (Json& sample : trial["samples"]) {
    if (!HasDigest(sample)) continue;
    Json whole = EmptySample();
    whole.update(sample, /*merge_objects=*/true);
    sample = std::move(whole);
  }
  return trial;
}

std::string DigestText(std::uint64_t digest) { return fmt::format("{:016x}", digest); }

bool ParseDigest(std::string_view text, std::uint64_t& digest) {
  if (text.size() != 16) return false;
  const auto [end, fault] = std::from_chars(text.begin(), text.end(), digest, 16);
  return fault == std::errc() && end == text.end();
}

}  // namespace lab::measure
