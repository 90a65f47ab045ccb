#include "framework/measure/slo_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "framework/base/duration_text.h"
#include "framework/base/text.h"

namespace lab::measure {
namespace {

Error NoSlo(std::string_view text, std::string_view why) {
  return Error{ErrorKind::kUsage,
               fmt::format("--slo '{}': {}; write it as 'ttft_ms_p95=800', 'TTFT p95=800ms', "
                           "'first sentence p95=800ms', 'failed=1%' or 'ttft:p95:le:800'",
                           Excerpt(text, 60), why)};
}

struct OtherName {
  std::string_view name;
  Metric metric;
};

// As other tools call them: vLLM, AIPerf, and people.
constexpr std::array<OtherName, 11> kOtherNames{{
    {"e2el", Metric::kLatency},
    {"e2e", Metric::kLatency},
    {"e2e latency", Metric::kLatency},
    {"request_latency", Metric::kLatency},
    {"time_to_first_token", Metric::kTtft},
    {"time_per_output_token", Metric::kTpot},
    {"output_token_throughput_per_user", Metric::kTokensPerSecond},
    {"first visible", Metric::kFirstVisible},
    {"inter_token_latency", Metric::kItl},
    {"tps", Metric::kTokensPerSecond},
    {"tokens_per_second", Metric::kTokensPerSecond},
}};

// "ttft_ms", "ttft", "TTFT", "first text".
bool IsNameOf(std::string_view text, const Quantity& quantity) {
  const std::string name = quantity.name();
  const std::string bare = name.substr(0, name.rfind('_'));
  return EqualIgnoringCase(text, name) || EqualIgnoringCase(text, bare) ||
         EqualIgnoringCase(text, quantity.title());
}

Quantity QuantityNamed(std::string_view text) {
  for (const MetricInfo& info : AllMetrics()) {
    if (IsNameOf(text, info.metric)) return info.metric;
  }
  for (const Account account : {Account::kCost, Account::kFailures}) {
    if (IsNameOf(text, account)) return account;
  }
  for (const OtherName& other : kOtherNames) {
    if (EqualIgnoringCase(text, other.name)) return other.metric;
  }
  return std::string(text);
}

// AIPerf's word for the mean is avg.
std::optional<stats::Statistic> StatisticNamed(std::string_view text) {
  return ParseStatistic(EqualIgnoringCase(text, "avg") ? "mean" : ToLower(text));
}

// The two sides of a bound, and what of its form says which way it goes.
struct Sides {
  std::string_view what;
  std::optional<stats::Statistic> statistic;
  std::string_view number;
  std::string_view way;  ///< "le", "ge", "" where it does not say
};

Result<Sides> SidesAroundEquals(std::string_view text, std::size_t equals) {
  Sides sides{.number = Trim(text.substr(equals + 1))};
  std::string_view left = Trim(text.substr(0, equals));
  if (left.ends_with('<')) sides.way = "le";
  if (left.ends_with('>')) sides.way = "ge";
  left = Trim(left, " <>");
  const std::size_t split = left.find_last_of(" _");
  if (split != std::string_view::npos) sides.statistic = StatisticNamed(left.substr(split + 1));
  sides.what = sides.statistic ? Trim(left.substr(0, split)) : left;
  return sides;
}

Result<Sides> SidesAroundColons(std::string_view text) {
  const std::vector<std::string_view> parts = Split(text, ':');
  if (parts.size() == 2) return Sides{.what = Trim(parts[0]), .number = Trim(parts[1])};
  if (parts.size() != 4) return NoSlo(text, "it has no '=' between what is bound and its bound");
  Sides sides{.what = Trim(parts[0]), .number = Trim(parts[3]), .way = Trim(parts[2])};
  sides.statistic = StatisticNamed(Trim(parts[1]));
  if (!sides.statistic) return NoSlo(text, fmt::format("'{}' is no statistic", Trim(parts[1])));
  if (sides.way == "lt") sides.way = "le";
  if (sides.way == "gt") sides.way = "ge";
  if (sides.way != "le" && sides.way != "ge")
    return NoSlo(text, fmt::format("'{}' should be le or ge", Trim(parts[2])));
  return sides;
}

struct UnitFactor {
  std::string_view unit;
  Unit of;
  double factor;
};

constexpr std::array<UnitFactor, 4> kFactors{{
    {"%", Unit::kShare, 1e-2},
    {"usd", Unit::kUsd, 1},
    {"$", Unit::kUsd, 1},
    {"/s", Unit::kPerSecond, 1},
}};

// "800", "800ms", "0.8 s", "1%", "$0.01".
std::optional<double> BoundIn(Unit unit, std::string_view text) {
  if (unit == Unit::kUsd && text.starts_with('$')) text = Trim(text.substr(1));
  const std::size_t end = text.find_first_not_of("0123456789.");
  const std::string_view rest = end == std::string_view::npos ? "" : Trim(text.substr(end));
  const std::optional<double> number = ParseNumber(text.substr(0, end));
  if (!number || *number < 0) return std::nullopt;
  if (rest.empty()) return number;
  const std::optional<Duration> time = ParseDuration(text);
  if (unit == Unit::kMs) return time ? std::optional(ToMs(*time)) : std::nullopt;
  for (const UnitFactor& known : kFactors) {
    if (known.of == unit && EqualIgnoringCase(rest, known.unit)) return *number * known.factor;
  }
  return std::nullopt;
}

std::optional<std::string> WhyNotBound(const Quantity& what, const Sides& sides) {
  if (sides.what.empty()) return "it does not say what is bound";
  if (what == Quantity(Metric::kItl))
    return "gaps between tokens are many an answer, and not independent; take TPOT";
  if (what.own() != nullptr && !WhyNoOwnName(*what.own()).empty())
    return fmt::format("'{}' can be no name: {}", *what.own(), WhyNoOwnName(*what.own()));
  const bool more = what.better() == Better::kMore;
  if (!sides.way.empty() && (sides.way == "ge") != more)
    return fmt::format("{} is better when {}, so its bound is one from {}", what.title(),
                       more ? "more" : "less", more ? "below (ge)" : "above (le)");
  return std::nullopt;
}

}  // namespace

Result<Slo> ParseSlo(std::string_view text) {
  const std::size_t equals = text.find('=');
  const Result<Sides> sides =
      equals == std::string_view::npos ? SidesAroundColons(text) : SidesAroundEquals(text, equals);
  if (!sides) return sides.error();
  Slo slo{.what = QuantityNamed(sides->what), .statistic = sides->statistic};
  // "first sentence_ms_p95" and "first sentence p95" are one.
  constexpr std::string_view kMs = "_ms";
  if (slo.what.own() != nullptr && sides->what.ends_with(kMs))
    slo.what = std::string(sides->what.substr(0, sides->what.size() - kMs.size()));
  if (const std::optional<std::string> why = WhyNotBound(slo.what, *sides))
    return NoSlo(text, *why);
  const std::optional<double> bound = BoundIn(slo.what.unit(), sides->number);
  if (!bound) {
    return NoSlo(text, fmt::format("its bound '{}' should be a number of {} that is not negative",
                                   sides->number, UnitName(slo.what.unit())));
  }
  slo.bound = *bound;
  slo.text = std::string(text);
  return slo;
}

}  // namespace lab::measure
