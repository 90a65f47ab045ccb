#include "framework/net/tls_context.h"

#include <gtest/gtest.h>

#include "tests/contract/net_certificate.h"

namespace lab::net {
namespace {

TEST(TlsServerContext, TakesACertificateWithItsKeyOnly) {
  const TestCertificate a = MakeCertificate("a", "127.0.0.1");
  const TestCertificate b = MakeCertificate("b", "127.0.0.1");
  EXPECT_TRUE(TlsServerContext::FromPem(a.pem, a.key_pem).ok());
  EXPECT_TRUE(TlsServerContext::FromPem(a.pem + b.pem, a.key_pem).ok()) << "with a chain";
  EXPECT_EQ(TlsServerContext::FromPem(a.pem, b.key_pem).error().kind, ErrorKind::kConfig);
  EXPECT_EQ(TlsServerContext::FromPem("nonsense", a.key_pem).error().kind, ErrorKind::kConfig);
  EXPECT_EQ(TlsServerContext::FromPem(a.pem, "").error().kind, ErrorKind::kConfig);
}

TEST(TlsClientContext, RefusesRootsThatAreNone) {
  EXPECT_EQ(TlsClientContext::Create({.ca_pem = "nonsense"}).error().kind, ErrorKind::kConfig);
  EXPECT_EQ(TlsClientContext::Create({.ca_file = "/no/such"}).error().kind, ErrorKind::kConfig);
}

}  // namespace
}  // namespace lab::net
