#include "framework/net/tls_context.h"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <array>
#include <utility>

namespace lab::net {
namespace {

constexpr std::array<unsigned char, 9> kAlpn = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

struct PemDeleter {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using BioPtr = std::unique_ptr<BIO, PemDeleter>;
using CertificatePtr = std::unique_ptr<X509, PemDeleter>;
using KeyPtr = std::unique_ptr<EVP_PKEY, PemDeleter>;

BioPtr Open(const std::string& text) {
  return BioPtr(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

CertificatePtr ReadCertificate(BIO* bio) {
  return CertificatePtr(PEM_read_bio_X509(bio, nullptr, nullptr, nullptr));
}

/// False when `text` holds none.
bool AddRoots(SSL_CTX* context, const std::string& text) {
  const BioPtr bio = Open(text);
  int count = 0;
  while (const CertificatePtr root = ReadCertificate(bio.get())) {
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context), root.get());
    ++count;
  }
  ERR_clear_error();  // the end of the text is one
  return count > 0;
}

SslContextPtr NewContext(const SSL_METHOD* method) {
  SslContextPtr context(SSL_CTX_new(method));
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
  return context;
}

int ChooseAlpn(SSL* /*ssl*/, const unsigned char** out, unsigned char* out_size,
               const unsigned char* offered, unsigned int offered_size, void* /*unused*/) {
  unsigned char* chosen = nullptr;
  const int found =
      SSL_select_next_proto(&chosen, out_size, kAlpn.data(), kAlpn.size(), offered, offered_size);
  *out = chosen;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

/// Where an SSL keeps the name of its endpoint; made once.
int EndpointIndex() {
  static const int index = SSL_get_ex_new_index(
      0, nullptr, nullptr, nullptr, [](void*, void* name, CRYPTO_EX_DATA*, int, long, void*) {
        delete static_cast<std::string*>(name);
      });
  return index;
}

}  // namespace

void TlsDeleter::operator()(SSL* ssl) const { SSL_free(ssl); }
void TlsDeleter::operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
void TlsDeleter::operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }

std::string TakeTlsError() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  const char* reason = ERR_reason_error_string(code);
  return reason == nullptr ? "OpenSSL gives no reason" : reason;
}

Result<std::shared_ptr<TlsClientContext>> TlsClientContext::Create(const TlsOptions& options) {
  std::shared_ptr<TlsClientContext> made(new TlsClientContext());
  made->context_ = NewContext(TLS_client_method());
  made->resume_ = options.resume_sessions;
  SSL_CTX* context = made->context_.get();
  if (options.verify) SSL_CTX_set_default_verify_paths(context);
  if (!options.ca_file.empty() &&
      SSL_CTX_load_verify_locations(context, options.ca_file.c_str(), nullptr) != 1) {
    return Error{ErrorKind::kConfig,
                 fmt::format("cannot read CA file '{}': {}", options.ca_file, TakeTlsError())};
  }
  if (!options.ca_pem.empty() && !AddRoots(context, options.ca_pem)) {
    return Error{ErrorKind::kConfig, "CA text holds no PEM certificate"};
  }
  ERR_clear_error();
  SSL_CTX_set_verify(context, options.verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
  SSL_CTX_set_alpn_protos(context, kAlpn.data(), kAlpn.size());
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
  SSL_CTX_set_app_data(context, made.get());
  SSL_CTX_sess_set_new_cb(context, &TlsClientContext::KeepSession);
  return made;
}

TlsClientContext::~TlsClientContext() = default;

// Called by OpenSSL when a ticket comes. Returning 1 takes the session over.
int TlsClientContext::KeepSession(SSL* ssl, SSL_SESSION* session) {
  auto* self = static_cast<TlsClientContext*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
  const auto* name = static_cast<const std::string*>(SSL_get_ex_data(ssl, EndpointIndex()));
  if (!self->resume_ || name == nullptr) return 0;
  self->sessions_.With([&](auto& sessions) { sessions[*name].reset(session); });
  return 1;
}

SslPtr TlsClientContext::NewSsl(const Endpoint& endpoint) {
  SslPtr ssl(SSL_new(context_.get()));
  const char* host = endpoint.host.c_str();
  const bool is_address = X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl.get()), host) == 1;
  if (!is_address) {
    SSL_set1_host(ssl.get(), host);
    SSL_set_tlsext_host_name(ssl.get(), host);
  }
  ERR_clear_error();
  const std::string name = fmt::format("{}:{}", endpoint.host, endpoint.port);
  SSL_set_ex_data(ssl.get(), EndpointIndex(), new std::string(name));
  sessions_.With([&](auto& sessions) {
    const auto session = sessions.find(name);
    if (session != sessions.end()) SSL_set_session(ssl.get(), session->second.get());
  });
  SSL_set_connect_state(ssl.get());
  return ssl;
}

Result<std::shared_ptr<TlsServerContext>> TlsServerContext::FromPem(const std::string& certificate,
                                                                    const std::string& key) {
  auto made = std::make_shared<TlsServerContext>();
  made->context_ = NewContext(TLS_server_method());
  SSL_CTX* context = made->context_.get();
  const BioPtr chain = Open(certificate);
  const CertificatePtr leaf = ReadCertificate(chain.get());
  if (!leaf || SSL_CTX_use_certificate(context, leaf.get()) != 1) {
    return Error{ErrorKind::kConfig, "server certificate is not PEM: " + TakeTlsError()};
  }
  while (const CertificatePtr next = ReadCertificate(chain.get())) {
    SSL_CTX_add1_chain_cert(context, next.get());
  }
  const BioPtr key_text = Open(key);
  const KeyPtr private_key(PEM_read_bio_PrivateKey(key_text.get(), nullptr, nullptr, nullptr));
  if (!private_key || SSL_CTX_use_PrivateKey(context, private_key.get()) != 1 ||
      SSL_CTX_check_private_key(context) != 1) {
    return Error{ErrorKind::kConfig,
                 "server key is not PEM or not that of the certificate: " + TakeTlsError()};
  }
  ERR_clear_error();
  SSL_CTX_set_alpn_select_cb(context, ChooseAlpn, nullptr);
  const std::string id = "latency-lab";
  SSL_CTX_set_session_id_context(context, reinterpret_cast<const unsigned char*>(id.data()),
                                 static_cast<unsigned>(id.size()));
  return made;
}

SslPtr TlsServerContext::NewSsl() const {
  SslPtr ssl(SSL_new(context_.get()));
  SSL_set_accept_state(ssl.get());
  return ssl;
}

}  // namespace lab::net
