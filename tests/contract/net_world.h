// The kinds of streams and networks that the contract tests run over.
//
//   std::unique_ptr<World> world = row.make();
//   world->Run(Body(world.get()));
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "framework/net/faulty_stream.h"
#include "framework/net/sim_network.h"
#include "framework/net/tcp_network.h"
#include "framework/net/tls_stream.h"
#include "framework/runtime/combine.h"
#include "framework/runtime/real_loop.h"
#include "framework/runtime/virtual_loop.h"
#include "tests/contract/net_certificate.h"

namespace lab::net {

struct WorldOptions {
  bool real = false;    ///< loopback sockets instead of simulated links
  bool tls = false;     ///< real TLS, over either
  bool faulty = false;  ///< through a FaultyStream that injects nothing
  std::string tls_name = "localhost";
};

inline const TestCertificate& SharedCertificate() {
  static const TestCertificate certificate = MakeCertificate("localhost", "127.0.0.1");
  return certificate;
}

/// A network whose connections are encrypted by us, whatever lies below: TLS over simulated links.
class EncryptedNetwork final : public Network {
 public:
  EncryptedNetwork(Loop& loop, Network& inner, std::shared_ptr<TlsClientContext> context)
      : loop_(loop), inner_(inner), context_(std::move(context)) {}

  Task<Result<Connection>> Connect(Endpoint endpoint) override {
    Endpoint plain = endpoint;
    plain.tls = false;
    Result<Connection> connection = co_await inner_.Connect(plain);
    if (!connection) co_return connection;
    const ConnectPhases phases = connection->phases;
    Task<Result<Connection>> encrypting =
        TlsConnect(loop_, context_, std::move(connection->stream), endpoint);
    Result<Connection> secure = co_await encrypting;
    if (!secure) co_return secure;
    const Time tls = secure->phases.tls;
    secure->phases = phases;
    secure->phases.tls = tls;
    co_return secure;
  }
  Result<std::unique_ptr<Listener>> Listen(Endpoint local) override { return inner_.Listen(local); }
  Task<Result<Connection>> Encrypt(std::unique_ptr<Stream> stream, Endpoint endpoint) override {
    return TlsConnect(loop_, context_, std::move(stream), std::move(endpoint));
  }

 private:
  Loop& loop_;
  Network& inner_;
  std::shared_ptr<TlsClientContext> context_;
};

/// A loop, a network and a listener on it. Whoever makes tasks in it destroys them before it.
class World {
 public:
  explicit World(WorldOptions options) : options_(std::move(options)) {
    const std::string& ca = SharedCertificate().pem;
    const TlsOptions tls{.ca_pem = ca};
    if (options_.real) {
      auto real = std::make_unique<RealLoop>();
      base_ = std::make_unique<TcpNetwork>(*real, TcpOptions{.tls = tls});
      loop_ = std::move(real);
    } else {
      loop_ = std::make_unique<VirtualLoop>();
      base_ = std::make_unique<SimNetwork>(*loop_, LinkOptions{});
    }
    network_ = base_.get();
    if (options_.tls && !options_.real) {
      encrypted_ =
          std::make_unique<EncryptedNetwork>(*loop_, *base_, *TlsClientContext::Create(tls));
      network_ = encrypted_.get();
    }
    if (options_.faulty) {
      faulty_ = std::make_unique<FaultyNetwork>(*loop_, *network_, StreamFaults{});
      network_ = faulty_.get();
    }
    Result<std::unique_ptr<Listener>> plain = base_->Listen({.host = "127.0.0.1", .port = 0});
    EXPECT_TRUE(plain.ok());
    listener_ = *std::move(plain);
    if (!options_.tls) return;
    auto context = TlsServerContext::FromPem(ca, SharedCertificate().key_pem);
    EXPECT_TRUE(context.ok());
    listener_ = std::make_unique<TlsListener>(*loop_, std::move(listener_), *std::move(context));
  }

  Loop& loop() { return *loop_; }
  Network& network() { return *network_; }
  Listener& listener() { return *listener_; }
  /// Where listener() is.
  Endpoint endpoint() const {
    return {.host = options_.tls ? options_.tls_name : "127.0.0.1",
            .port = listener_->port(),
            .tls = options_.tls};
  }
  /// Fails the test instead of hanging for ever.
  void Run(Task<void> task) {
    const auto guarded = [](Task<void> body) -> Task<Result<bool>> {
      co_await body;
      co_return true;
    };
    const Time deadline = loop_->Now() + std::chrono::seconds(60);
    auto done = loop_->Run(WithDeadline(*loop_, deadline, "the test", guarded(std::move(task))));
    ASSERT_TRUE(done.has_value()) << "everything waits";
    ASSERT_TRUE(done->ok()) << done->error().message;
  }

 private:
  WorldOptions options_;
  std::unique_ptr<Loop> loop_;
  std::unique_ptr<Network> base_;
  std::unique_ptr<Network> encrypted_;
  std::unique_ptr<Network> faulty_;
  Network* network_ = nullptr;
  std::unique_ptr<Listener> listener_;
};

/// The world keeps its listener; the server is given a way to it.
class BorrowedListener final : public Listener {
 public:
  explicit BorrowedListener(Listener& inner) : inner_(inner) {}
  Task<Result<std::unique_ptr<Stream>>> Accept() override { return inner_.Accept(); }
  std::uint16_t port() const override { return inner_.port(); }

 private:
  Listener& inner_;
};

/// A row of the table; `name` is what the test is called by.
struct WorldRow {
  const char* name;
  WorldOptions options;
};

inline std::vector<WorldRow> AllWorlds() {
  return {
      {"Sim", {}},
      {"SimFaulty", {.faulty = true}},
      {"SimTls", {.tls = true}},
      {"Tcp", {.real = true}},
      {"TcpTls", {.real = true, .tls = true}},
      {"TcpTlsFaulty", {.real = true, .tls = true, .faulty = true}},
  };
}

inline std::string WorldName(const testing::TestParamInfo<WorldRow>& info) {
  return info.param.name;
}

}  // namespace lab::net
