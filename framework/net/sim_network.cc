#include "framework/net/sim_network.h"

#include <fmt/format.h>

#include <deque>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "framework/base/rng.h"
#include "framework/net/sim_link.h"
#include "framework/runtime/wait_queue.h"

namespace lab::net {
namespace {

constexpr std::uint16_t kFirstEphemeralPort = 49152;

class SimListener;

/// Who listens where. Ports have no order of time, so a map gives the same one in every run.
struct Ports {
  std::map<std::uint16_t, SimListener*> bound;

  std::uint16_t FindFree() const {
    std::uint16_t port = kFirstEphemeralPort;
    while (bound.contains(port)) ++port;
    return port;
  }
};

class SimListener final : public Listener {
 public:
  SimListener(Loop& loop, std::shared_ptr<Ports> ports, std::uint16_t port)
      : ports_(std::move(ports)), port_(port), arrived_(loop) {
    ports_->bound[port_] = this;
  }
  SimListener(const SimListener&) = delete;
  SimListener& operator=(const SimListener&) = delete;
  ~SimListener() override { ports_->bound.erase(port_); }

  Task<Result<std::unique_ptr<Stream>>> Accept() override {
    while (backlog_.empty()) co_await arrived_.Wait();
    std::unique_ptr<Stream> stream = std::move(backlog_.front());
    backlog_.pop_front();
    co_return stream;
  }
  std::uint16_t port() const override { return port_; }

  void Add(std::unique_ptr<Stream> stream) {
    backlog_.push_back(std::move(stream));
    arrived_.WakeOne();
  }

 private:
  std::shared_ptr<Ports> ports_;
  std::uint16_t port_;
  std::deque<std::unique_ptr<Stream>> backlog_;
  WaitQueue arrived_;
};

Duration Scale(Duration duration, double factor) {
  return Duration(static_cast<std::int64_t>(static_cast<double>(duration.count()) * factor));
}

}  // namespace

struct SimNetwork::Impl {
  Impl(Loop& the_loop, LinkOptions the_options) : loop(the_loop), options(the_options) {}

  Loop& loop;
  LinkOptions options;
  std::shared_ptr<Ports> ports = std::make_shared<Ports>();
  std::set<std::string> resolved;
  std::uint64_t connections = 0;

  /// The jitter of `trips` one-way trips of a handshake.
  Duration DrawJitter(Rng& rng, int trips) const {
    Duration sum = Duration::zero();
    if (options.jitter == Duration::zero()) return sum;
    const auto mean = static_cast<double>(options.jitter.count());
    for (int i = 0; i < trips; ++i) {
      sum += Duration(static_cast<std::int64_t>(rng.Exponential(mean)));
    }
    return sum;
  }
};

SimNetwork::SimNetwork(Loop& loop, LinkOptions options)
    : impl_(std::make_shared<Impl>(loop, options)) {}

SimNetwork::~SimNetwork() = default;

Task<Result<Connection>> SimNetwork::Connect(Endpoint endpoint) {
  const std::shared_ptr<Impl> impl = impl_;
  Loop& loop = impl->loop;
  const LinkOptions& options = impl->options;
  const std::uint64_t number = impl->connections++;
  Rng rng = Rng::For(options.seed, "link.connect", number);

  Connection connection;
  connection.phases.start = loop.Now();
  if (!impl->resolved.contains(endpoint.host)) co_await loop.Sleep(options.dns);
  impl->resolved.insert(endpoint.host);
  connection.phases.dns = loop.Now();

  co_await loop.Sleep(options.round_trip / 2 + impl->DrawJitter(rng, 1));
  const auto listener = impl->ports->bound.find(endpoint.port);
  const bool refused = listener == impl->ports->bound.end();
  if (!refused) {
    auto [client, server] = MakeSimLink(loop, options, number);
    connection.stream = std::move(client);
    listener->second->Add(std::move(server));
  }
  co_await loop.Sleep(options.round_trip / 2 + impl->DrawJitter(rng, 1));
  connection.phases.tcp = connection.phases.tls = loop.Now();
  if (refused) {
    co_return Error{
        ErrorKind::kConnect,
        fmt::format("{}:{} refused the connection: nothing listens", endpoint.host, endpoint.port)};
  }
  if (!endpoint.tls) co_return connection;

  const int trips = static_cast<int>(2 * options.tls_round_trips);
  const Duration handshake = Scale(options.round_trip, options.tls_round_trips);
  co_await loop.Sleep(handshake + impl->DrawJitter(rng, trips));
  connection.phases.tls = loop.Now();
  connection.tls_version = "simulated";
  co_return connection;
}

Task<Result<Connection>> SimNetwork::Encrypt(std::unique_ptr<Stream> stream,
                                             Endpoint /*endpoint*/) {
  const std::shared_ptr<Impl> impl = impl_;
  co_await impl->loop.Sleep(Scale(impl->options.round_trip, impl->options.tls_round_trips));
  Connection connection;
  connection.stream = std::move(stream);
  connection.phases.tls = impl->loop.Now();
  connection.tls_version = "simulated";
  co_return connection;
}

Result<std::unique_ptr<Listener>> SimNetwork::Listen(Endpoint local) {
  const std::uint16_t port = local.port != 0 ? local.port : impl_->ports->FindFree();
  if (impl_->ports->bound.contains(port)) {
    return Error{ErrorKind::kConnect, fmt::format("simulated port {} is taken", port)};
  }
  return std::unique_ptr<Listener>(std::make_unique<SimListener>(impl_->loop, impl_->ports, port));
}

}  // namespace lab::net
