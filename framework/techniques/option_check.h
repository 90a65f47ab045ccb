// What is wrong with a technique's options: told by every request, because a constructor cannot
// fail and an option that silently never acts is worse than one that is refused.
//
//   wrong_ = OptionCheck("CircuitBreaker").AtLeast("probes", options.probes, 1)
//                .Share("failure_share", options.failure_share).error();
//   ...
//   if (wrong_) co_return FailedHere(asked, loop.Now(), *wrong_);
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "framework/base/error.h"
#include "framework/base/time.h"

namespace lab {

/// Keeps the first thing that is wrong: ErrorKind::kConfig names the technique, the option, its
/// value and what it may be.
class OptionCheck {
 public:
  explicit OptionCheck(std::string_view technique) : technique_(technique) {}

  OptionCheck& AtLeast(std::string_view name, std::int64_t value, std::int64_t least);
  OptionCheck& NotNegative(std::string_view name, Duration value);
  /// From `low` to `high`, and a number.
  OptionCheck& Within(std::string_view name, double value, double low, double high);
  OptionCheck& Share(std::string_view name, double value) { return Within(name, value, 0, 1); }
  /// Whatever else has to hold: `should_be` is "at most window, which is 5".
  OptionCheck& Holds(bool holds, std::string_view name, std::string_view value,
                     std::string_view should_be);

  std::optional<Error> error() const { return error_; }

 private:
  std::string technique_;
  std::optional<Error> error_;
};

}  // namespace lab
