// What the networks of a process have in common: TLS roots and sessions, names they looked up, and
// the kernel's stamps.
//
//   auto share = std::make_shared<NetShare>(TlsOptions{.ca_file = "ca.pem"});
//   TcpNetwork network(loop, {.share = share});              // and so each worker's
//
// Thread: any. The roots (some 150 certificates, 40 ms of CPU) are read when the first TLS
// connection asks for them, once, or ahead of it by WarmUp(), so that no measured connection waits
// for them; a process that speaks plain HTTP never reads them.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "framework/base/result.h"
#include "framework/net/kernel_stamps.h"
#include "framework/net/resolver.h"
#include "framework/net/tls_context.h"
#include "framework/runtime/guarded.h"

namespace lab::net {

class NetShare {
 public:
  explicit NetShare(TlsOptions tls) : options_(std::move(tls)) {}

  /// Made by the first call, which takes its time. A failure of that is every TLS connection's:
  /// ErrorKind::kConfig.
  Result<std::shared_ptr<TlsClientContext>> Tls();
  /// Reads the roots now. Their failure is told to those who connect.
  void WarmUp() { (void)Tls(); }
  const std::shared_ptr<NameCache>& names() const { return names_; }
  /// Switched on by the first call, which may take a moment; on for as long as this lives.
  const KernelStamps& Stamps();
  /// From now on, and before the first call of Stamps(): user space's own.
  void WithoutKernelStamps(std::string why);
  /// The machine's time was set while a connection was stamped by it: the stamps around that moment
  /// are user space's. Each network that notices counts it.
  void NoteClockStep() { ++clock_steps_; }
  std::int64_t clock_steps() const { return clock_steps_; }

 private:
  using Made = Result<std::shared_ptr<TlsClientContext>>;
  TlsOptions options_;
  Guarded<std::optional<Made>> tls_;
  Guarded<std::unique_ptr<const KernelStamps>> stamps_;
  std::atomic<std::int64_t> clock_steps_ = 0;
  std::shared_ptr<NameCache> names_ = std::make_shared<NameCache>();
};

}  // namespace lab::net
