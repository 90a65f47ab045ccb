#include "suites/overhead/replayed_service.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "tests/support/mock_world.h"

namespace lab::overhead {
namespace {

/// Behind the head, and behind each chunk that ends an event.
std::vector<std::string> InPieces(std::string_view answer) {
  std::vector<std::string> pieces;
  while (!answer.empty()) {
    const std::string_view end = pieces.empty() ? "\r\n\r\n" : "\n\n\r\n";
    const std::size_t size = std::min(answer.find(end), answer.size() - end.size()) + end.size();
    pieces.emplace_back(answer.substr(0, size));
    answer.remove_prefix(size);
  }
  return pieces;
}

}  // namespace

std::vector<std::string> RecordAnswer(std::string_view provider, int tokens) {
  mocks::MockWorld world({});
  const std::string headers = fmt::format(
      "content-type: application/json\r\nconnection: keep-alive\r\n"
      "x-lab-hints: output_tokens={};chunk_tokens=1\r\n",
      tokens);
  constexpr std::string_view kMessage = R"("messages":[{"role":"user","content":"hello"}]})";
  const std::string wire =
      provider == "anthropic"
          ? mocks::PostAnthropic(R"({"model":"claude-haiku-5-5","max_tokens":4096,"stream":true,)" +
                                     std::string(kMessage),
                                 headers)
          : mocks::PostOpenAi(
                R"({"model":"gpt-5-mini","stream":true,"stream_options":{"include_usage":true},)" +
                    std::string(kMessage),
                headers);
  return InPieces(world.Talk(wire).bytes);
}

/// An answer is due from each write on.
class ReplayedService::Replay final : public net::Stream {
 public:
  explicit Replay(const ReplayedService& service) : service_(service) {}

  Task<Result<net::ReadResult>> Read(std::span<char> buffer) override {
    co_return *TryRead(buffer);
  }
  std::optional<Result<net::ReadResult>> TryRead(std::span<char> buffer) override {
    if (next_ == service_.answer_.size()) return std::nullopt;
    const std::string& piece = service_.answer_[next_++];
    std::memcpy(buffer.data(), piece.data(), piece.size());
    const Time now = service_.loop_.Now();
    return net::ReadResult{piece.size(), {.stamp = now, .user = now}};
  }
  Task<Result<Time>> Write(net::Pieces /*bytes*/) override {
    next_ = 0;
    co_return service_.loop_.Now();
  }
  std::uint64_t unread() const override { return 0; }
  void FinishWriting() override {}
  void Reset() override {}

 private:
  const ReplayedService& service_;
  std::size_t next_ = service_.answer_.size();
};

Task<Result<net::Connection>> ReplayedService::Connect(net::Endpoint /*endpoint*/) {
  net::Connection connection;
  connection.stream = std::make_unique<Replay>(*this);
  const Time now = loop_.Now();
  connection.phases = {now, now, now, now};
  co_return connection;
}

Result<std::unique_ptr<net::Listener>> ReplayedService::Listen(net::Endpoint /*local*/) {
  return Error{ErrorKind::kConnect, "a replayed service does not listen"};
}

Task<Result<net::Connection>> ReplayedService::Encrypt(std::unique_ptr<net::Stream> stream,
                                                       net::Endpoint /*endpoint*/) {
  net::Connection connection;
  connection.stream = std::move(stream);
  connection.phases.tls = loop_.Now();
  co_return connection;
}

}  // namespace lab::overhead
