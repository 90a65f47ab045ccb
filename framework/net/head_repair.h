// Says what a server meant whose response head is not quite HTTP/1.1, in HTTP/1.1.
//
//   Result<std::string> plain = RepairResponseHead("HTTP/1.1 200\ncontent-length: 2, 2\n\n");
//   // "HTTP/1.1 200 \r\ncontent-length: 2\r\n\r\n"
//
// Line by line what comes out, where it differs from what went in:
// - lines end with CRLF, however they ended; folded ones are joined (RFC 9112, section 5.2);
// - a status line has its blanks, also one without a reason;
// - no blank stands between a name and its colon; control characters in a value are blanks;
// - several equal lengths are one; beside a transfer coding there is none, and the connection
//   closes (section 6.3);
// - `transfer-encoding` is "chunked" or not there: `identity` means nothing, and a compression in
//   it stands in `content-encoding` instead, behind what stood there;
// - HTTP/1.0 with a transfer coding closes (section 6.1); `connection` holds clean tokens.
//
// Only for what a client reads: a server that guesses at requests can be made to see two in one.
#pragma once

#include <string>
#include <string_view>

#include "framework/base/result.h"

namespace lab::net {

/// `head` is one whole head with its blank line. What is beyond repair comes out as it is, for the
/// parser to refuse. ErrorKind::kProtocol for lengths that differ and for chunks that are not the
/// last coding: there is no telling where such a body ends.
Result<std::string> RepairResponseHead(std::string_view head);

}  // namespace lab::net
