// The optional parts of a request that services refuse, and what a client has learnt of it.
//
//   Adaptations learnt;
//   LeftOut tried = learnt.left_out;
//   if (auto option = RefusedOption(request, status, body, tried)) ...    // send without it
//
// Half of the servers that call themselves compatible know no stream_options, and the newest models
// take neither max_tokens nor a temperature. A benchmark should not fail for that: the request goes
// out once more without what the refusal names, and, where that is accepted, from then on without
// it at once. What was left out is said in the run, for it may change what is measured.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "framework/llm/request.h"

namespace lab {

enum class WireOption : std::uint8_t {
  kStreamOptions,      ///< without it many services report no usage; it is estimated then
  kMaxTokensName,      ///< max_tokens in place of max_completion_tokens, or the other way round
  kParallelToolCalls,  ///< the model may call several tools at once all the same
  kTemperature,        ///< the model's own
  kReasoning,          ///< as much as the model thinks by itself
  kCacheKey,           ///< only steers a cache
};

class LeftOut {
 public:
  bool has(WireOption option) const { return (bits_ & Bit(option)) != 0; }
  void Add(WireOption option) { bits_ = static_cast<std::uint8_t>(bits_ | Bit(option)); }
  void Add(LeftOut others) { bits_ = static_cast<std::uint8_t>(bits_ | others.bits_); }

 private:
  static unsigned Bit(WireOption option) { return 1U << static_cast<unsigned>(option); }
  std::uint8_t bits_ = 0;
};

/// Of one target, shared by all its clients on one thread.
struct Adaptations {
  LeftOut left_out;                ///< of every request from now on: a service answered without it
  LeftOut in_vain;                 ///< it did not help; not tried again
  std::vector<std::string> notes;  ///< for people, one a line

  /// Once, however often it is said.
  void Note(std::string note);
};

/// What a request that went out again without an option has shown.
enum class SecondTry : std::uint8_t {
  kAccepted,  ///< it was the option: a 2xx
  kRefused,   ///< it was something else: the request is no better without it
  kUnknown,   ///< the service never looked at it: overloaded, broken, out of reach
};
SecondTry SecondTryOf(int status);

/// The option that this refusal (a 400 or 422) names, is about the option itself and not about its
/// value, and can be left out of this request; nothing else, and none of `tried`.
std::optional<WireOption> RefusedOption(const Request& request, int status, std::string_view body,
                                        LeftOut tried);

/// "stream_options was left out, as the service refused it: ..."
std::string NoteOf(WireOption option, std::string_view refusal);

}  // namespace lab
