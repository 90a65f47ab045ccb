#include "mocks/server_state.h"

#include <fmt/format.h>

#include <utility>

#include "framework/base/hash.h"

namespace lab::mocks {

namespace {

/// A plan's delays are in model time; ours are on the loop's clock.
std::vector<Fault> AtSpeed(std::vector<Fault> faults, double speed) {
  for (Fault& fault : faults) {
    fault.delay = FromMs(ToMs(fault.delay) / speed);
    fault.retry_after = FromMs(ToMs(fault.retry_after) / speed);
  }
  return faults;
}

std::vector<FaultRule> AllRules(const MockServerOptions& options) {
  std::vector<FaultRule> rules = options.faults;
  if (!options.profile) return rules;
  rules.insert(rules.end(), options.profile->faults.begin(), options.profile->faults.end());
  return rules;
}

}  // namespace

ServerState::ServerState(Loop& the_loop, MockServerOptions the_options)
    : loop(the_loop),
      options(std::move(the_options)),
      models(loop,
             {.each = {.seed = options.seed, .speed = options.speed}, .profile = options.profile}),
      request_faults(HashCombine(options.seed, Hash64("request faults")), options.faults),
      connection_faults(HashCombine(options.seed, Hash64("connection faults")), AllRules(options)),
      began(loop.Now()) {
  rules.require_key = options.require_key;
  rules.key = options.key;
  rules.knows_model = [this](std::string_view model) { return models.Knows(model); };
}

std::vector<Fault> ServerState::ConnectionFaults() {
  return AtSpeed(connection_faults.ForConnection(SinceBegan()), options.speed);
}

std::vector<Fault> ServerState::RequestFaults(const MockRequest& request) {
  const std::uint64_t key = Hash64(request.key);
  return AtSpeed(request_faults.ForRequest(key, {}, SinceBegan()), options.speed);
}

void ServerState::SetKey(MockRequest& request) {
  if (!request.key.empty()) return;
  request.key = fmt::format("{:016x}-{}", request.content_hash, seen[request.content_hash]++);
}

}  // namespace lab::mocks
