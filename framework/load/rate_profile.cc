#include "framework/load/rate_profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "framework/base/duration_text.h"
#include "framework/base/text.h"
#include "framework/base/units.h"

namespace lab::load {
namespace {

constexpr double kMostRate = 1e6;    // a second: more than one loop can send
constexpr double kLeastRate = 1e-6;  // one in twelve days

double RequestsIn(const RateProfile::Piece& piece) {
  return (piece.from + piece.to) / 2 * ToSeconds(piece.duration);
}

// Solves from t + (to - from) t^2 / (2 d) = requests for t, in the form that loses no digits where
// the rate hardly moves.
double SecondsUntil(const RateProfile::Piece& piece, double requests) {
  if (piece.duration == RateProfile::kForEver || piece.from == piece.to)
    return requests / piece.from;
  const double slope = (piece.to - piece.from) / ToSeconds(piece.duration);
  const double root = std::sqrt(std::max(piece.from * piece.from + 2 * slope * requests, 0.0));
  return 2 * requests / (piece.from + root);
}

// A piece ends before what is due at its very end: that belongs to the next one.
bool LiesBehind(double requests, double due_at_end) {
  return due_at_end <= requests + 1e-12 * (requests + 1);
}

Error RefusePiece(std::string_view piece, std::string_view why) {
  return {ErrorKind::kUsage,
          fmt::format("the rate '{}' {}; it should be requests a second (20), a ramp (1..50/60s) "
                      "or a step (10x30s)",
                      Excerpt(piece, 40), why)};
}

std::optional<double> ParseRate(std::string_view text) {
  const std::optional<double> rate = ParseNumber(Trim(text));
  if (!rate || *rate > kMostRate) return std::nullopt;
  if (*rate != 0 && *rate < kLeastRate) return std::nullopt;
  return rate;
}

Error RefuseRate(std::string_view piece) {
  return RefusePiece(
      piece, fmt::format("has a rate that is neither 0 nor a number from {} to {}", kLeastRate,
                         FormatCount(static_cast<std::int64_t>(kMostRate))));
}

Error RefuseDuration(std::string_view piece) {
  return RefusePiece(piece, "has no duration above 0 with its unit (500ms, 30s, 5m, 1h)");
}

std::optional<Duration> ParsePositive(std::string_view text) {
  const std::optional<Duration> duration = ParseDuration(Trim(text));
  if (!duration || *duration <= Duration::zero()) return std::nullopt;
  return duration;
}

Result<RateProfile::Piece> ParseRamp(std::string_view piece, std::size_t dots) {
  const std::size_t slash = piece.find('/', dots);
  if (slash == std::string_view::npos) return RefusePiece(piece, "is a ramp without a duration");
  const std::optional<double> from = ParseRate(piece.substr(0, dots));
  const std::optional<double> to = ParseRate(piece.substr(dots + 2, slash - dots - 2));
  if (!from || !to) return RefuseRate(piece);
  const std::optional<Duration> duration = ParsePositive(piece.substr(slash + 1));
  if (!duration) return RefuseDuration(piece);
  return RateProfile::Piece{*from, *to, *duration};
}

Result<RateProfile::Piece> ParsePiece(std::string_view piece) {
  if (const std::size_t dots = piece.find(".."); dots != std::string_view::npos)
    return ParseRamp(piece, dots);
  const std::size_t times = piece.find('x');
  const std::optional<double> rate = ParseRate(piece.substr(0, times));
  if (!rate) return RefuseRate(piece);
  if (times == std::string_view::npos) return RateProfile::Piece{*rate, *rate};
  const std::optional<Duration> duration = ParsePositive(piece.substr(times + 1));
  if (!duration) return RefuseDuration(piece);
  return RateProfile::Piece{*rate, *rate, *duration};
}

}  // namespace

RateProfile RateProfile::Constant(double rate) { return RateProfile({{rate, rate, kForEver}}); }

RateProfile RateProfile::Ramp(double from, double to, Duration duration) {
  return RateProfile({{from, to, duration}, {to, to, kForEver}});
}

Result<RateProfile> RateProfile::Parse(std::string_view text) {
  std::vector<Piece> pieces;
  for (const std::string_view part : Split(text, ',')) {
    Result<Piece> piece = ParsePiece(Trim(part));
    if (!piece) return piece.error();
    if (!pieces.empty() && pieces.back().duration == kForEver)
      return RefusePiece(Trim(part), "comes behind one without an end");
    pieces.push_back(*piece);
  }
  const bool ramp = text.find("..") != std::string_view::npos;
  if (ramp && pieces.size() == 1 && pieces[0].to > 0)
    return Ramp(pieces[0].from, pieces[0].to, pieces[0].duration);
  if (pieces.back().duration == kForEver && pieces.back().to == 0) pieces.pop_back();
  RateProfile profile(std::move(pieces));
  if (profile.mean_rate() <= 0) return RefusePiece(text, "never sends anything");
  return profile;
}

std::optional<Duration> RateProfile::WhenDue(double requests) const {
  double before = 0;  // requests due at the piece's start
  Duration start = Duration::zero();
  for (const Piece& piece : pieces_) {
    const bool ends = piece.duration != kForEver;
    const double here = ends ? RequestsIn(piece) : 0;
    if (ends && LiesBehind(requests, before + here)) {
      before += here;
      if (piece.duration >= kForEver - start) return std::nullopt;
      start += piece.duration;
      continue;
    }
    const double left = requests - before;
    if (left <= 0) return start;
    const Duration in_piece = FromMs(SecondsUntil(piece, left) * 1e3);
    if (in_piece >= kForEver - start) return std::nullopt;
    return start + in_piece;
  }
  return std::nullopt;
}

std::optional<double> RateProfile::total() const {
  double sum = 0;
  for (const Piece& piece : pieces_) {
    if (piece.duration == kForEver) return std::nullopt;
    sum += RequestsIn(piece);
  }
  return sum;
}

double RateProfile::mean_rate() const {
  if (pieces_.empty()) return 0;
  const std::optional<double> all = total();
  if (!all) return pieces_.back().to;
  double seconds = 0;
  for (const Piece& piece : pieces_) seconds += ToSeconds(piece.duration);
  return *all / seconds;
}

}  // namespace lab::load
