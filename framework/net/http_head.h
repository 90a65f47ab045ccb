// Heads of HTTP/1.1 messages: where one ends, what it says, how the body behind it is framed.
//
//   std::size_t size = FindHeadEnd(bytes, 0);            // 0: not all of it is here
//   Result<ResponseHead> head = ParseResponseHead(bytes.substr(0, size), false);
//
// The one place that includes the parser of Boost.Beast, and in its .cc file only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "framework/base/result.h"
#include "framework/net/http_message.h"

namespace lab::net {

/// How the end of a body is known.
struct BodyFraming {
  enum class Kind : std::uint8_t {
    kNone,        ///< there is no body
    kLength,      ///< `length` bytes
    kChunked,     ///< a chunk of size 0
    kUntilClose,  ///< the end of the connection
  };
  Kind kind = Kind::kNone;
  std::uint64_t length = 0;
};

struct ResponseHead {
  HttpResponseHead head;
  BodyFraming framing;
  bool keep_alive = false;
};

struct RequestHead {
  std::string method;
  std::string target;
  Headers headers;
  BodyFraming framing;
  bool keep_alive = false;
  bool http_1_0 = false;
};

/// The size of the head at the front of `bytes`, its blank line included; 0 when that has not come.
/// `searched` bytes were looked through before, when there were no more. Lines may end with LF
/// alone here; whether they may is for the parser to say.
std::size_t FindHeadEnd(std::string_view bytes, std::size_t searched);

/// `bytes` is one whole head. Takes what servers send, also where it is not quite HTTP/1.1
/// (head_repair.h). A response to HEAD has no body, whatever its head says. ErrorKind::kProtocol.
Result<ResponseHead> ParseResponseHead(std::string_view bytes, bool to_head_request);

/// The same for a server, which guesses at nothing: a request is refused whose end is not beyond
/// doubt (a transfer coding that is not just "chunked", lengths that differ) or which does not name
/// exactly one host.
Result<RequestHead> ParseRequestHead(std::string_view bytes);

/// "Not Found"; "" for a number without a name.
std::string_view ReasonOf(int status);

}  // namespace lab::net
