// Takes the framing off an HTTP/1.1 body, in place.
//
//   BodyDecoder decoder(head.framing);
//   Result<BodyDecoder::Piece> piece = decoder.Decode(bytes_of_one_read);
//   Use(piece->data);                    // all that the read brought, without the chunks' frames
//   if (decoder.complete()) ...          // what follows is not the body's
//
// One chunk in a read costs no copy: the data stays where it is. Of several, the later ones are
// moved up to the first, so that one read is always one view.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "framework/base/result.h"
#include "framework/net/http_head.h"

namespace lab::net {

class BodyDecoder {
 public:
  /// How the lines between chunks may end. A client takes what servers send; a server takes CRLF
  /// alone, so that nobody can make it see another request than the proxy before it saw.
  enum class LineEnds : std::uint8_t { kCrLf, kLfToo };

  explicit BodyDecoder(BodyFraming framing, LineEnds line_ends = LineEnds::kCrLf);

  struct Piece {
    std::string_view data;     ///< a view into the bytes given
    std::size_t consumed = 0;  ///< all of them, unless the body is complete
  };
  /// The next bytes, in any fragments. ErrorKind::kProtocol for broken chunks.
  Result<Piece> Decode(std::span<char> bytes);

  bool complete() const { return state_ == State::kDone; }
  /// The connection has ended. ErrorKind::kTruncated when the body had not; completes one that ends
  /// with the connection.
  Result<void> Finish();

 private:
  enum class State : std::uint8_t {
    kPlain,        // data until remaining_ is 0
    kUntilClose,   // data
    kSize,         // hexadecimal digits
    kExtension,    // anything until CR
    kSizeLf,       // LF of the size line
    kData,         // remaining_ bytes of a chunk
    kDataCr,       // CR behind them
    kDataLf,       // LF behind that
    kTrailer,      // at the start of a trailer line, or of the last, blank one
    kTrailerLine,  // inside one
    kTrailerLf,    // its LF
    kLastLf,       // LF of the blank line
    kDone,
  };

  bool in_data() const { return state_ <= State::kUntilClose || state_ == State::kData; }
  void TakeData(std::size_t bytes);
  bool OnFrameByte(char c);
  bool OnLineFeed();
  bool OnSizeDigit(char c);
  void EndSizeLine();

  State state_;
  LineEnds line_ends_;
  std::uint64_t received_ = 0;
  std::uint64_t remaining_ = 0;
  int digits_ = 0;
  std::size_t frame_bytes_ =
      0;  // since the last data; limited, so that a peer cannot go on for ever
};

}  // namespace lab::net
