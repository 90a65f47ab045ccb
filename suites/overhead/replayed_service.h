// A service without a network and without work of its own: it answers every request with the same
// bytes, a piece a read. What a request then costs is the client's.
//
//   ReplayedService service(loop, RecordAnswer("anthropic", 64));
//   net::HttpClient http(loop, service, {});
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/net/network.h"
#include "framework/runtime/loop.h"

namespace lab::overhead {

/// What our mock sends for a streamed request on this provider's wire, head and all; an element for
/// each event, as a server that writes them one by one would have them read. With `tokens` events
/// of content.
std::vector<std::string> RecordAnswer(std::string_view provider, int tokens);

class ReplayedService final : public net::Network {
 public:
  /// `loop` must outlive it.
  ReplayedService(Loop& loop, std::vector<std::string> answer)
      : loop_(loop), answer_(std::move(answer)) {}

  Task<Result<net::Connection>> Connect(net::Endpoint endpoint) override;
  Result<std::unique_ptr<net::Listener>> Listen(net::Endpoint local) override;
  Task<Result<net::Connection>> Encrypt(std::unique_ptr<net::Stream> stream,
                                        net::Endpoint endpoint) override;

 private:
  class Replay;

  Loop& loop_;
  std::vector<std::string> answer_;
};

}  // namespace lab::overhead
