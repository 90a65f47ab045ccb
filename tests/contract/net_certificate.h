// A certificate authority and a server's certificate, made anew for each test run.
//
//   TestCertificate certificate = MakeCertificate("localhost", "127.0.0.1");
//   TlsServerContext::FromPem(certificate.pem, certificate.key_pem);
//   TlsClientContext::Create({.ca_pem = certificate.pem});         // it is its own root
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>

namespace lab::net {

struct TestCertificate {
  std::string pem;
  std::string key_pem;
};

namespace detail {

inline std::string TakeText(BIO* bio) {
  const char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string text(data, static_cast<std::size_t>(size));
  BIO_free(bio);
  return text;
}

inline void AddExtension(X509* certificate, int id, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str());
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

}  // namespace detail

/// Self-signed, valid for a day from an hour ago, for one name and one address.
inline TestCertificate MakeCertificate(const std::string& name, const std::string& address) {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* certificate = X509_new();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 24 * 3600);
  X509_set_pubkey(certificate, key);
  X509_NAME* subject = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(certificate, subject);
  detail::AddExtension(certificate, NID_basic_constraints, "critical,CA:TRUE");
  detail::AddExtension(certificate, NID_subject_alt_name, "DNS:" + name + ",IP:" + address);
  X509_sign(certificate, key, EVP_sha256());

  BIO* text = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(text, certificate);
  BIO* key_text = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(key_text, key, nullptr, nullptr, 0, nullptr, nullptr);
  X509_free(certificate);
  EVP_PKEY_free(key);
  return {detail::TakeText(text), detail::TakeText(key_text)};
}

}  // namespace lab::net
