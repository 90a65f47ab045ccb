// `lab mock`: the mock server on its own, for SDKs and other tools.

#include <fmt/format.h>
#include <signal.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <ctime>
#include <fstream>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "apps/files.h"
#include "apps/flags.h"
#include "apps/subcommand.h"
#include "apps/worlds/profile_option.h"
#include "framework/net/tcp_network.h"
#include "framework/net/tls_stream.h"
#include "framework/runtime/real_loop.h"
#include "framework/runtime/task_scope.h"
#include "mocks/event_record.h"
#include "mocks/fault_plan.h"
#include "mocks/server.h"

namespace lab::apps {
namespace {

struct MockFlags {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080;
  std::string profile;
  std::uint64_t seed = 1;
  double speed = 1;
  bool stamps = false;
  std::string faults;
  std::string tls_cert;
  std::string tls_key;
  std::string log;
  std::string require_key;
};

// Above it the mock's own 140 years (mocks/model_clock.h) are over within minutes.
constexpr double kMostSpeed = 1e7;

std::string IsSome(const std::string& text) {
  return text.empty() ? "it is empty; give the key, or leave the flag out" : "";
}

void AddFlags(CLI::App& app, MockFlags& flags) {
  app.add_option("--host", flags.host, "the address to listen on")->capture_default_str();
  RequireWhole(app.add_option("--port", flags.port, "0 takes a free one"), 0, 65535)
      ->capture_default_str();
  app.add_option("--profile", flags.profile,
                 "a shipped profile or a YAML file, for every model (default: each model's own)");
  RequireWhole(app.add_option("--seed", flags.seed, "of everything random"), 0)
      ->capture_default_str();
  RequirePositive(
      app.add_option("--speed", flags.speed, "10: everything takes a tenth of its time"),
      kMostSpeed)
      ->capture_default_str();
  app.add_flag("--stamps", flags.stamps,
               "write the mock's own receive and send times into each event");
  app.add_option("--fault", flags.faults,
                 "a fault plan, e.g. \"status=529 p=0.02; stall=5:2000 at=7\"");
  app.add_option("--tls-cert", flags.tls_cert, "PEM file: serve https with this certificate");
  app.add_option("--tls-key", flags.tls_key, "PEM file: its key");
  app.add_option("--log", flags.log,
                 "write one line of JSON for each write of an answer to this file");
  app.add_option("--require-key", flags.require_key, "the only API key to let in (default: any)")
      ->check(IsSome, "KEY");
}

Result<std::shared_ptr<net::TlsServerContext>> TlsOf(const MockFlags& flags) {
  if (flags.tls_cert.empty() != flags.tls_key.empty()) {
    return Error{ErrorKind::kUsage, "--tls-cert and --tls-key go together; one of them is missing"};
  }
  if (flags.tls_cert.empty()) return std::shared_ptr<net::TlsServerContext>();
  if (const Result<void> once = CheckStdinOnce({flags.tls_cert, flags.tls_key}); !once)
    return once.error();
  const Result<std::string> certificate = ReadFile(flags.tls_cert);
  if (!certificate) return Annotate(certificate.error(), "--tls-cert");
  const Result<std::string> key = ReadFile(flags.tls_key);
  if (!key) return Annotate(key.error(), "--tls-key");
  return net::TlsServerContext::FromPem(*certificate, *key);
}

// The wall clock at the zero of the loop's clock.
Duration UnixAtZero(const Loop& loop) {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec) -
         loop.Now().time_since_epoch();
}

Result<mocks::MockServerOptions> ServerOptionsOf(const MockFlags& flags, const Loop& loop) {
  mocks::MockServerOptions options;
  options.seed = flags.seed;
  options.speed = flags.speed;
  options.stamps = flags.stamps;
  options.key = flags.require_key;
  options.unix_at_zero = UnixAtZero(loop);
  Result<std::optional<mocks::Profile>> profile = LoadProfile(flags.profile);
  if (!profile) return profile.error();
  options.profile = std::move(*profile);
  Result<std::vector<mocks::FaultRule>> faults = mocks::ParseFaultRules(flags.faults);
  if (!faults) return Annotate(faults.error(), "--fault");
  options.faults = std::move(*faults);
  return options;
}

Task<void> ServeUntil(Task<int> signal, RealLoop& loop, mocks::MockServer& server) {
  TaskScope scope(loop);
  scope.Spawn(server.Serve());
  co_await signal;
}

Result<void> Serve(const MockFlags& flags, std::ostream& out) {
  RealLoop loop;
  net::TcpNetwork network(loop, {});
  const Result<std::shared_ptr<net::TlsServerContext>> tls = TlsOf(flags);
  if (!tls) return tls.error();
  Result<mocks::MockServerOptions> options = ServerOptionsOf(flags, loop);
  if (!options) return options.error();
  std::ofstream log;
  if (!flags.log.empty()) {
    log.open(flags.log);
    if (!log)
      return Error{ErrorKind::kConfig,
                   fmt::format("--log {}: the file cannot be written", flags.log)};
    options->on_write = [&log](const mocks::EventRecord& record) {
      log << FormatEventRecord(record);
    };
  }
  if (*tls) {
    options->secure = [&loop, context = *tls](std::unique_ptr<net::Stream> plain) {
      return net::TlsAccept(loop, context, std::move(plain));
    };
  }
  Result<std::unique_ptr<net::Listener>> listener =
      network.Listen({.host = flags.host, .port = flags.port});
  if (!listener) return listener.error();
  mocks::MockServer server(loop, std::move(*listener), std::move(*options));
  const bool ipv6 = flags.host.find(':') != std::string::npos;
  Task<int> signal = loop.WaitForSignal({SIGTERM, SIGINT});
  out << fmt::format("listening on {}://{}:{}\n", *tls ? "https" : "http",
                     ipv6 ? fmt::format("[{}]", flags.host) : flags.host, server.port())
      << std::flush;
  loop.Run(ServeUntil(std::move(signal), loop, server));
  return {};
}

}  // namespace

int Mock(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err) {
  MockFlags flags;
  CLI::App app("The mock server on its own: every provider's wire format on one port.", "lab mock");
  AddFlags(app, flags);
  if (const std::optional<int> exit = ParseFlags(app, arguments, out, err)) return *exit;
  const Result<void> served = Serve(flags, out);
  if (served) return kOk;
  err << "lab mock: " << served.error().message << '\n';
  return kUsage;
}

}  // namespace lab::apps
