// Reads streams of the mock, and prints how many events it saw and in how many reads: by the
// framework's own path, or by a bare loop over epoll to compare it with.
//
//   stream_client PORT STREAMS REQUESTS TOKENS          # REQUESTS a stream, one after the other
//   stream_client --bare PORT STREAMS REQUESTS TOKENS
//   stream_client --stamps PORT STREAMS REQUESTS TOKENS     # against `lab mock --stamps`
//
// syscalls.py counts what the kernel was asked for meanwhile. With --stamps it prints by how much
// the stamps of the framework are behind the moment at which the mock says it sent the event, those
// of the kernel beside those of user space: see stamps.py.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "framework/base/text.h"
#include "framework/net/http_client.h"
#include "framework/net/sse.h"
#include "framework/net/tcp_network.h"
#include "framework/runtime/real_loop.h"
#include "framework/stats/percentile.h"

namespace lab {
namespace {

struct Plan {
  std::uint16_t port = 0;
  int streams = 0;
  int requests = 0;
  int tokens = 0;
};

struct Counts {
  long events = 0;
  long reads = 0;
  long failed = 0;
  // Of events that say when they were sent, in microseconds.
  std::vector<double> user_errors;
  std::vector<double> stamp_errors;
  long from_kernel = 0;
};

/// When the mock handed the event to its kernel; nothing where it does not say.
std::optional<Time> SentAt(std::string_view event) {
  constexpr std::string_view kMember = "\"sent_ns\":";
  const std::size_t at = event.find(kMember);
  if (at == std::string_view::npos) return std::nullopt;
  event.remove_prefix(at + kMember.size());
  const auto ns = ParseInteger(event.substr(0, event.find_first_not_of("0123456789")));
  return ns ? std::optional(Time(Duration(*ns))) : std::nullopt;
}

void CountEvent(std::string_view event, const net::Arrival& arrival, Counts& counts) {
  ++counts.events;
  const std::optional<Time> sent = SentAt(event);
  if (!sent) return;
  counts.user_errors.push_back(1e3 * ToMs(arrival.user - *sent));
  counts.stamp_errors.push_back(1e3 * ToMs(arrival.stamp - *sent));
  if (arrival.source == StampSource::kKernel) ++counts.from_kernel;
}

constexpr std::string_view kBody =
    R"({"model":"gpt-5-mini","stream":true,"messages":[{"role":"user","content":"hello"}]})";

// ---- the framework's path

std::shared_ptr<const net::PreparedRequest> Prepare(const Plan& plan) {
  const std::string url = fmt::format("http://127.0.0.1:{}/v1/chat/completions", plan.port);
  net::Headers headers = {{"content-type", "application/json"},
                          {"authorization", "Bearer key"},
                          {"x-lab-hints", fmt::format("output_tokens={}", plan.tokens)}};
  return *net::PreparedRequest::Make("POST", *net::ParseUrl(url), std::move(headers));
}

Task<void> Stream(net::HttpClient* http, Plan plan, Counts* counts) {
  const auto prepared = Prepare(plan);
  for (int i = 0; i < plan.requests; ++i) {
    net::HttpRequest request{.body = std::string(kBody), .prepared = prepared};
    Result<net::HttpResponse> response = co_await http->Send(std::move(request));
    if (!response || response->head.status != 200) ++counts->failed;
    if (!response) co_return;
    net::SseParser parser;
    while (true) {
      Result<net::BodyChunk> chunk = co_await response->body.Next();
      if (!chunk || chunk->data.empty()) break;
      ++counts->reads;
      parser.Feed(chunk->data, [&](const net::SseEvent& event) {
        CountEvent(event.data, chunk->arrival, *counts);
      });
    }
  }
}

Task<void> StreamAll(Loop& loop, net::HttpClient* http, Plan plan, Counts* counts) {
  TaskScope scope(loop);
  for (int i = 0; i < plan.streams; ++i) scope.Spawn(Stream(http, plan, counts));
  co_await scope.Join();
}

Counts ByFramework(const Plan& plan) {
  Counts counts;
  RealLoop loop;
  net::TcpNetwork network(loop, {});
  net::HttpClient http(loop, network, {});
  loop.Run(StreamAll(loop, &http, plan, &counts));
  return counts;
}

// ---- a wait and a read for each event, and nothing else

struct BareStream {
  int fd = -1;
  int left = 0;
  std::string tail;
};

bool SendRequest(const BareStream& stream, const Plan& plan) {
  const std::string wire = fmt::format(
      "POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
      "authorization: Bearer key\r\nx-lab-hints: output_tokens={}\r\ncontent-length: {}\r\n\r\n{}",
      plan.tokens, kBody.size(), kBody);
  return send(stream.fd, wire.data(), wire.size(), MSG_NOSIGNAL) ==
         static_cast<ssize_t>(wire.size());
}

/// Ends of events in `text`, of which `seen` bytes were looked through before.
long CountEvents(std::string_view text, std::size_t seen) {
  long count = 0;
  std::size_t at = text.find("\n\n", seen > 0 ? seen - 1 : 0);
  for (; at != std::string_view::npos; at = text.find("\n\n", at + 2)) ++count;
  return count;
}

/// False when the stream has nothing more to ask.
bool OnReadable(BareStream& stream, const Plan& plan, Counts& counts) {
  std::array<char, 16 * 1024> buffer;
  const ssize_t bytes = recv(stream.fd, buffer.data(), buffer.size(), 0);
  if (bytes <= 0) return ++counts.failed, false;
  ++counts.reads;
  const std::size_t seen = stream.tail.size();
  stream.tail.append(buffer.data(), static_cast<std::size_t>(bytes));
  counts.events += CountEvents(stream.tail, seen);
  const bool ended = stream.tail.ends_with("\r\n0\r\n\r\n");
  stream.tail =
      stream.tail.substr(stream.tail.size() - std::min<std::size_t>(6, stream.tail.size()));
  if (!ended) return true;
  return --stream.left > 0 && SendRequest(stream, plan);
}

Counts ByHand(const Plan& plan) {
  Counts counts;
  const int epoll = epoll_create1(0);
  std::vector<BareStream> streams(static_cast<std::size_t>(plan.streams));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(plan.port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  for (BareStream& stream : streams) {
    stream = {.fd = socket(AF_INET, SOCK_STREAM, 0), .left = plan.requests};
    if (connect(stream.fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) continue;
    epoll_event event{.events = EPOLLIN, .data = {.ptr = &stream}};
    epoll_ctl(epoll, EPOLL_CTL_ADD, stream.fd, &event);
    SendRequest(stream, plan);
  }
  std::array<epoll_event, 256> events;
  for (int open = plan.streams; open > 0;) {
    const int count = epoll_wait(epoll, events.data(), events.size(), -1);
    for (const epoll_event& event : std::span(events).first(static_cast<std::size_t>(count))) {
      auto& stream = *static_cast<BareStream*>(event.data.ptr);
      if (OnReadable(stream, plan, counts)) continue;
      close(stream.fd);
      --open;
    }
  }
  close(epoll);
  return counts;
}

// ---- what is printed

std::string Percentiles(std::vector<double> us) {
  std::sort(us.begin(), us.end());
  return fmt::format("{:.1f} {:.1f} {:.1f}", stats::QuantileValue(us, 0.5),
                     stats::QuantileValue(us, 0.99), us.back());
}

/// p50, p99 and the largest of each kind of stamp, and the share of the kernel's.
std::string StampErrors(const Counts& counts) {
  if (counts.user_errors.empty()) return "no event says when it was sent";
  return fmt::format(
      "{} {} {:.4f}", Percentiles(counts.user_errors), Percentiles(counts.stamp_errors),
      static_cast<double>(counts.from_kernel) / static_cast<double>(counts.user_errors.size()));
}

}  // namespace
}  // namespace lab

int main(int argc, char** argv) {
  std::vector<std::string> arguments(argv + 1, argv + argc);
  const bool bare = !arguments.empty() && arguments.front() == "--bare";
  const bool stamps = !arguments.empty() && arguments.front() == "--stamps";
  if (bare || stamps) arguments.erase(arguments.begin());
  if (arguments.size() != 4) {
    fmt::print(stderr, "usage: stream_client [--bare|--stamps] PORT STREAMS REQUESTS TOKENS\n");
    return 2;
  }
  const auto number = [&](std::size_t i) { return std::atoi(arguments[i].c_str()); };
  const lab::Plan plan{.port = static_cast<std::uint16_t>(number(0)),
                       .streams = number(1),
                       .requests = number(2),
                       .tokens = number(3)};
  const lab::Counts counts = bare ? lab::ByHand(plan) : lab::ByFramework(plan);
  fmt::print("{} {} {}\n", counts.events, counts.reads, counts.failed);
  if (stamps) fmt::print("{}\n", lab::StampErrors(counts));
  return counts.failed > 0 ? 1 : 0;
}
