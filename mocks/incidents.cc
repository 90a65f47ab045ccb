#include "mocks/incidents.h"

#include <algorithm>

#include "framework/base/hash.h"
#include "framework/base/rng.h"
#include "mocks/model_clock.h"

namespace lab::mocks {
namespace {

/// 0 outside, 1 in full force, in between on the ramps.
double Level(const Incident& incident, Duration now) {
  const double since = ToSeconds(now) - incident.start_s;
  const double left = incident.length_s - since;
  if (since < 0 || left <= 0) return 0;
  if (incident.ramp_s <= 0) return 1;
  return std::min({1.0, since / incident.ramp_s, left / incident.ramp_s});
}

double Factor(const Incident& incident, Duration now) {
  return 1 + (incident.factor - 1) * Level(incident, now);
}

}  // namespace

Incidents::Incidents(const Profile& profile, std::uint64_t seed)
    : regime_(profile.regime),
      route_(profile.route),
      incidents_(profile.incidents),
      seed_(seed),
      slowing_incidents_(std::any_of(
          incidents_.begin(), incidents_.end(),
          [](const Incident& incident) { return incident.kind == IncidentKind::kSlow; })) {}

Incidents::Slowness Incidents::Slow(Duration now) {
  Slowness slow;
  if (InSlowRegime(now)) slow = {regime_.slow_factor, regime_.slow_decode_factor};
  if (!slowing_incidents_) return slow;
  for (const Incident& incident : incidents_) {
    if (incident.kind != IncidentKind::kSlow) continue;
    const double factor = Factor(incident, now);
    slow.prefill *= factor;
    slow.step *= factor;
  }
  return slow;
}

bool Incidents::InSlowRegime(Duration now) {
  if (regime_.normal_dwell_s <= 0 || regime_.slow_dwell_s <= 0) return false;
  if (now < begin_) {
    ends_.clear();
    begin_ = Duration::zero();
    first_ = stay_ = 0;
  }
  while (ends_.empty() || ends_.back() <= now) AddStay();
  const std::size_t at = std::max(stay_, first_) - first_;
  const bool same = now < ends_[at] && (at == 0 || now >= ends_[at - 1]);
  if (!same) {
    const auto end = std::upper_bound(ends_.begin(), ends_.end(), now);
    stay_ = first_ + static_cast<std::size_t>(end - ends_.begin());
  }
  return std::max(stay_, first_) % 2 == 1;
}

void Incidents::AddStay() {
  constexpr std::size_t kKept = 4096;
  const std::size_t stay = first_ + ends_.size();
  const double mean_s = stay % 2 == 0 ? regime_.normal_dwell_s : regime_.slow_dwell_s;
  Rng rng = Rng::For(seed_, "regime", stay);
  const Duration length =
      std::clamp(FromMs(rng.Exponential(mean_s * 1000)), Duration(1), kEndOfModelTime);
  ends_.push_back((ends_.empty() ? begin_ : ends_.back()) + length);
  if (ends_.size() <= kKept) return;
  begin_ = ends_.front();
  ends_.pop_front();
  ++first_;
}

double Incidents::Route(Duration now, std::uint64_t key) const {
  if (route_.sigma <= 0) return 1;
  const auto route = Mix64(key) % static_cast<std::uint64_t>(std::max(1, route_.count));
  const auto window = static_cast<std::uint64_t>(ToSeconds(now) / std::max(1e-3, route_.dwell_s));
  return Rng::For(seed_, "route", HashCombine(window, route)).LogNormal(1, route_.sigma);
}

double Incidents::SqueezeFactor(Duration now) const {
  double factor = 1;
  for (const Incident& incident : incidents_) {
    if (incident.kind == IncidentKind::kSqueeze) factor *= Factor(incident, now);
  }
  return factor;
}

std::optional<int> Incidents::IncidentStatus(Duration now, std::uint64_t key) const {
  for (std::size_t i = 0; i < incidents_.size(); ++i) {
    const Incident& incident = incidents_[i];
    const bool fails =
        incident.kind == IncidentKind::kBrownOut || incident.kind == IncidentKind::kOutage;
    if (!fails) continue;
    const double share = incident.kind == IncidentKind::kOutage ? 1 : incident.share;
    Rng rng = Rng::For(seed_, "incident", HashCombine(key, i));
    if (rng.Chance(share * Level(incident, now))) return incident.status;
  }
  return std::nullopt;
}

}  // namespace lab::mocks
