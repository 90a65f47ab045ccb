#include "framework/base/error.h"

#include <array>
#include <utility>

namespace lab {
namespace {

constexpr std::array<std::pair<ErrorKind, std::string_view>, 20> kNames{{
    {ErrorKind::kUsage, "usage"},
    {ErrorKind::kConfig, "config"},
    {ErrorKind::kIo, "io"},
    {ErrorKind::kCancelled, "cancelled"},
    {ErrorKind::kDns, "dns"},
    {ErrorKind::kConnect, "connect"},
    {ErrorKind::kTls, "tls"},
    {ErrorKind::kTimeout, "timeout"},
    {ErrorKind::kClosed, "closed"},
    {ErrorKind::kProtocol, "protocol"},
    {ErrorKind::kLimit, "limit"},
    {ErrorKind::kDecode, "decode"},
    {ErrorKind::kTruncated, "truncated"},
    {ErrorKind::kInvalidRequest, "invalid_request"},
    {ErrorKind::kAuth, "auth"},
    {ErrorKind::kNotFound, "not_found"},
    {ErrorKind::kRateLimited, "rate_limited"},
    {ErrorKind::kOverloaded, "overloaded"},
    {ErrorKind::kServer, "server"},
    {ErrorKind::kProvider, "provider"},
}};

}  // namespace

std::string_view ErrorKindName(ErrorKind kind) {
  for (const auto& [value, name] : kNames) {
    if (value == kind) return name;
  }
  return "unknown";
}

bool ParseErrorKind(std::string_view name, ErrorKind& kind) {
  for (const auto& [value, spelling] : kNames) {
    if (spelling != name) continue;
    kind = value;
    return true;
  }
  return false;
}

Error Annotate(Error error, std::string_view context) {
  error.message.insert(0, ": ");
  error.message.insert(0, context);
  return error;
}

}  // namespace lab
