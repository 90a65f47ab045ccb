#include "mocks/profile_checks.h"

#include <fmt/format.h>

#include <cstddef>

namespace lab::mocks {
namespace {

// A shorter stay in a regime is noise, and takes for ever to count.
constexpr double kLeastDwellS = 1e-3;

bool IsTooShort(double dwell_s) { return dwell_s > 0 && dwell_s < kLeastDwellS; }

/// What is wrong with an incident; nothing: "".
const char* IdleIncident(const Incident& incident) {
  const bool scales =
      incident.kind == IncidentKind::kSlow || incident.kind == IncidentKind::kSqueeze;
  if (incident.length_s <= 0) return "length_s is 0, so nothing happens; raise it";
  if (scales && incident.factor == 1) return "factor is 1, so nothing changes; set it";
  if (incident.kind == IncidentKind::kBrownOut && incident.share <= 0) {
    return "share is 0, so nobody meets it; raise it";
  }
  return "";
}

void CheckBatch(const Profile& profile, std::vector<IdleSetting>& idle) {
  if (profile.batch.max_sequences == 0) return;
  if (profile.prefill.a1_ms_per_token != 0 || profile.prefill.a2_ms_per_token != 0) {
    idle.push_back({"prefill",
                    "has a1 or a2 beside batch.max_sequences: a batch reads the prompt in steps; "
                    "set decode.b1_us_per_token instead"});
  }
  if (profile.decode.stall_probability > 0) {
    idle.push_back({"decode",
                    "has stall_probability beside batch.max_sequences: the steps of a "
                    "batch do not stall; drop it"});
  }
}

void CheckRegime(const RegimeModel& regime, std::vector<IdleSetting>& idle) {
  if (IsTooShort(regime.normal_dwell_s) || IsTooShort(regime.slow_dwell_s)) {
    idle.push_back({"regime", "has a dwell below 0.001 s; raise it or drop it"});
  }
  if ((regime.normal_dwell_s > 0) != (regime.slow_dwell_s > 0)) {
    idle.push_back({"regime",
                    "has one dwell without the other, so it is never slow; set "
                    "normal_dwell_s and slow_dwell_s, or neither"});
  }
}

}  // namespace

std::vector<IdleSetting> IdleSettings(const Profile& profile) {
  std::vector<IdleSetting> idle;
  if (profile.name.empty()) idle.push_back({"name", "is empty; name the profile or drop the key"});
  CheckBatch(profile, idle);
  CheckRegime(profile.regime, idle);
  if (profile.decode.stall_probability > 0 && profile.decode.stall_ms.median <= 0) {
    idle.push_back({"decode", "has stall_probability, and stall_ms has no median; set it"});
  }
  for (std::size_t i = 0; i < profile.incidents.size(); ++i) {
    const std::string wrong = IdleIncident(profile.incidents[i]);
    if (!wrong.empty()) idle.push_back({"incidents", fmt::format("[{}].{}", i, wrong)});
  }
  return idle;
}

}  // namespace lab::mocks
