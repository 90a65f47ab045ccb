#include "framework/measure/sample.h"

namespace lab::measure {

std::string_view CacheStateName(CacheState state) {
  switch (state) {
    case CacheState::kUnused:
      return "unused";
    case CacheState::kWritten:
      return "written";
    case CacheState::kPartial:
      return "partial";
    case CacheState::kHit:
      return "hit";
  }
  return "unknown";
}

bool Sample::cost_estimated() const {
  return cost.has_value() && !usage_reported && usage != Usage{};
}

CacheState Sample::cache_state() const {
  const bool read = usage.cache_read > Tokens{0};
  const bool written = usage.cache_write() > Tokens{0};
  if (read) return written ? CacheState::kPartial : CacheState::kHit;
  return written ? CacheState::kWritten : CacheState::kUnused;
}

}  // namespace lab::measure
