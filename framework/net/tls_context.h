// What TLS connections of one kind share: certificates, settings, sessions.
//
//   Result<std::shared_ptr<TlsServerContext>> server = TlsServerContext::FromPem(cert, key);
//   Result<std::shared_ptr<TlsClientContext>> client = TlsClientContext::Create({.ca_pem = ca});
#pragma once

#include <map>
#include <memory>
#include <string>

#include "framework/base/result.h"
#include "framework/net/network.h"
#include "framework/runtime/guarded.h"

using SSL = struct ssl_st;
using SSL_CTX = struct ssl_ctx_st;
using SSL_SESSION = struct ssl_session_st;

namespace lab::net {

struct TlsOptions {
  std::string ca_file;  ///< PEM of additional roots; empty: the system's only
  std::string ca_pem;   ///< the same as text
  bool verify = true;   ///< off only for a test against a self-signed peer
  bool resume_sessions = true;
};

struct TlsDeleter {
  void operator()(SSL* ssl) const;
  void operator()(SSL_CTX* context) const;
  void operator()(SSL_SESSION* session) const;
};
using SslPtr = std::unique_ptr<SSL, TlsDeleter>;
using SslContextPtr = std::unique_ptr<SSL_CTX, TlsDeleter>;
using SslSessionPtr = std::unique_ptr<SSL_SESSION, TlsDeleter>;

/// Roots, and the sessions to resume, by host and port. Thread: any; connections of several loops
/// may share it.
class TlsClientContext {
 public:
  /// ErrorKind::kConfig when a CA cannot be read.
  static Result<std::shared_ptr<TlsClientContext>> Create(const TlsOptions& options);
  TlsClientContext(const TlsClientContext&) = delete;
  TlsClientContext& operator=(const TlsClientContext&) = delete;
  ~TlsClientContext();

  /// Ready for a handshake with `endpoint`: verification against its name, SNI, ALPN, the last
  /// session. Must not outlive the context.
  SslPtr NewSsl(const Endpoint& endpoint);

 private:
  TlsClientContext() = default;
  static int KeepSession(SSL* ssl, SSL_SESSION* session);

  SslContextPtr context_;
  bool resume_ = true;
  Guarded<std::map<std::string, SslSessionPtr>> sessions_;
};

class TlsServerContext {
 public:
  /// PEM text: the certificate with its chain, and its key. ErrorKind::kConfig.
  static Result<std::shared_ptr<TlsServerContext>> FromPem(const std::string& certificate,
                                                           const std::string& key);

  SslPtr NewSsl() const;

 private:
  SslContextPtr context_;
};

/// The oldest of OpenSSL's queued errors, in its words, and empties the queue.
std::string TakeTlsError();

}  // namespace lab::net
