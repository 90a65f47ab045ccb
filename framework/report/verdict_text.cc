#include "framework/report/verdict_text.h"

#include <fmt/format.h>

namespace lab::report {

std::string VerdictText(const stats::Comparison& comparison) {
  std::string text(stats::VerdictName(comparison.verdict));
  const bool open = comparison.verdict == stats::Verdict::kUnclear && comparison.needed > 0;
  return open ? fmt::format("{} (>={} trials)", text, comparison.needed) : text;
}

Tone VerdictTone(stats::Verdict verdict) {
  if (verdict == stats::Verdict::kFaster) return Tone::kGood;
  return verdict == stats::Verdict::kSlower ? Tone::kBad : Tone::kPlain;
}

}  // namespace lab::report
