// What can go wrong, as a value.
//
//   if (size > limit) {
//     return Error{ErrorKind::kLimit, fmt::format("body is {} bytes when it may be {}; raise
//     max_body_bytes", size, limit)};
//   }
//
// An expected failure (a refused connection, a 429, a misspelt flag) travels as an Error inside a
// Result<T> or a Reply; a programmer's mistake asserts. A message begins in lower case, names the
// thing, gives the value found and the value that would be right, and says what to do. It never
// holds a key: whoever builds a message from foreign bytes passes them through Redact()
// (base/secret.h) first.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lab {

/// Why something failed. Every failed request in a result file carries one of these;
/// `ErrorKindName` is its spelling there.
enum class ErrorKind : std::uint8_t {
  // Ours.
  kUsage,      ///< a flag, an argument or a call that cannot mean anything; exit code 2
  kConfig,     ///< a configuration file, environment variable or profile that is wrong; exit code 2
  kIo,         ///< a local file or pipe
  kCancelled,  ///< the caller lost interest (first_of, a closed scope); never counted as a failed
               ///< request
  // The way to the server.
  kDns,      ///< the name does not resolve
  kConnect,  ///< refused, unreachable or reset before a byte of the response
  kTls,      ///< handshake or certificate
  kTimeout,  ///< a deadline of ours passed, or the server answered 408/504
  kClosed,   ///< the connection ended or was reset in the middle of a response
  // What came back.
  kProtocol,   ///< not HTTP, broken chunk framing, a wrong content type
  kLimit,      ///< a header, body or event larger than we accept
  kDecode,     ///< JSON or UTF-8 that does not parse
  kTruncated,  ///< the stream ended without its terminator
  // What the provider said.
  kInvalidRequest,  ///< 400, 413, 422 and their like
  kAuth,            ///< 401, 403
  kNotFound,        ///< 404: the model or the path
  kRateLimited,     ///< 429
  kOverloaded,      ///< 529, 503
  kServer,          ///< other 5xx
  kProvider,        ///< an error object in the middle of a stream of status 200
};

/// One spelling for JSON, CSV, metrics and messages: "rate_limited". Never empty.
std::string_view ErrorKindName(ErrorKind kind);

/// The inverse of ErrorKindName; false and `kind` untouched when the name is unknown.
bool ParseErrorKind(std::string_view name, ErrorKind& kind);

/// A failure: its class for programs, a sentence for people.
struct Error {
  ErrorKind kind = ErrorKind::kIo;
  std::string message;

  friend bool operator==(const Error&, const Error&) = default;
};

/// `context: message` with the kind kept, for an error that passes through a layer that knows more.
Error Annotate(Error error, std::string_view context);

}  // namespace lab
