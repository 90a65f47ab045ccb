// Keys that cannot be printed by accident.
//
//   Secret key = Secret(environment.Get("ANTHROPIC_API_KEY"));
//   headers.push_back({"x-api-key", key.Reveal()});       // the one place that may look inside
//   log("{}", key.Masked());                              // "***"
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace lab {

/// A string that has no stream operator, no formatter and no comparison.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}

  bool empty() const { return value_.empty(); }
  /// The key itself. Only what writes an Authorization header calls this.
  const std::string& Reveal() const { return value_; }
  /// What may be shown: "***", or "" when there is no key.
  std::string Masked() const { return value_.empty() ? "" : "***"; }

 private:
  std::string value_;
};

/// The text with everything that looks like a credential replaced by "***": keys by their prefix
/// (`sk-...`, `AIza...`, `hf_...`, JSON web tokens), bearer tokens and basic auth, values of
/// headers, JSON members and parameters that name a key or a password, user info of a URL. For text
/// that came from outside (an error body, a header, a path) before it is printed, logged, stored or
/// exported. It may hide a harmless word too; a second pass changes nothing.
std::string Redact(std::string_view text);

}  // namespace lab
