#include "apps/worlds/mock_host.h"

#include <fmt/format.h>

#include <future>
#include <utility>

#include "apps/worlds/profile_option.h"
#include "framework/net/tcp_network.h"
#include "framework/runtime/event.h"
#include "framework/runtime/helper_thread.h"
#include "framework/runtime/real_loop.h"
#include "framework/runtime/task_scope.h"
#include "mocks/server.h"

namespace lab::apps {
namespace {

/// The loop while it runs, so that another thread can end it.
struct Running {
  RealLoop* loop = nullptr;
  Event* stop = nullptr;
  Result<std::uint16_t> port = Error{ErrorKind::kConnect, "the mock has not started"};
};

Task<void> ServeUntil(Loop& loop, mocks::MockServer& server, Event& stop) {
  TaskScope scope(loop);
  scope.Spawn(server.Serve());
  co_await stop.Wait();
}

void RunMock(const mocks::MockServerOptions& options, std::promise<Running>& ready) {
  RealLoop loop;
  net::TcpNetwork network(loop, {});
  Result<std::unique_ptr<net::Listener>> listener =
      network.Listen({.host = "127.0.0.1", .port = 0});
  if (!listener) return ready.set_value({.port = listener.error()});
  mocks::MockServer server(loop, std::move(*listener), options);
  Event stop(loop);
  ready.set_value({&loop, &stop, server.port()});
  loop.Run(ServeUntil(loop, server, stop));
}

}  // namespace

struct MockHost::Impl {
  Running running;
  HelperThread thread;  // last: its end waits for the loop
};

MockHost::MockHost() : impl_(std::make_unique<Impl>()) {}

MockHost::~MockHost() {
  if (impl_->running.loop == nullptr) return;
  impl_->running.loop->Post([stop = impl_->running.stop] { stop->Set(); });
}

Result<std::shared_ptr<MockHost>> MockHost::Start(const std::string& profile_name,
                                                  std::vector<mocks::FaultRule> faults,
                                                  std::uint64_t seed) {
  Result<std::optional<mocks::Profile>> profile = LoadProfile(profile_name);
  if (!profile) return profile.error();
  mocks::MockServerOptions options{
      .seed = seed, .profile = *std::move(profile), .faults = std::move(faults)};
  std::shared_ptr<MockHost> host(new MockHost());
  auto ready = std::make_shared<std::promise<Running>>();
  std::future<Running> running = ready->get_future();
  host->impl_->thread.Post([options = std::move(options), ready] { RunMock(options, *ready); });
  host->impl_->running = running.get();
  if (!host->impl_->running.port) return host->impl_->running.port.error();
  host->origin_ = fmt::format("http://127.0.0.1:{}", *host->impl_->running.port);
  return host;
}

}  // namespace lab::apps
