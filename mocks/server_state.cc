#include "mocks/server_state.h"

#include <fmt/format.h>

#include <utility>

#include "framework/base/hash.h"

namespace lab::mocks {

namespace {

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
      clock(loop, options.speed) {
  rules.require_key = options.require_key;
  rules.key = options.key;
  rules.nearest_model = [this](std::string_view model) { return models.Nearest(model); };
  rules.knows_model = [this](std::string_view model) { return models.Knows(model); };
}

std::vector<Fault> ServerState::ConnectionFaults() {
  std::vector<Fault> faults = connection_faults.ForConnection(clock.Now());
  Shorten(faults, clock);
  return faults;
}

std::vector<Fault> ServerState::RequestFaults(const MockRequest& request) {
  std::vector<Fault> faults = request_faults.ForRequest(Hash64(request.key), {}, clock.Now());
  Shorten(faults, clock);
  return faults;
}

void ServerState::SetKey(MockRequest& request) {
  if (!request.key.empty()) return;
  request.key = fmt::format("{:016x}-{}", request.content_hash, seen[request.content_hash]++);
}

}  // namespace lab::mocks
