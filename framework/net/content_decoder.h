// Undoes what Content-Encoding says was done to a body: gzip and deflate, as they stream.
//
//   Result<ContentDecoder> decoder = ContentDecoder::TakeFrom(head.headers);
//   if (!decoder) return decoder.error();
//   Result<std::string_view> plain = decoder->Decode(bytes_of_one_read, 1 << 20);
//   Result<void> whole = decoder->Finish();          // at the body's end
//
// We ask for no coding; some servers and edges apply one all the same, and a stream that is flushed
// after each event loses nothing by it but the bytes' true size.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "framework/base/result.h"
#include "framework/net/http_message.h"

namespace lab::net {

class ContentDecoder {
 public:
  /// Nothing to undo.
  ContentDecoder();
  ContentDecoder(ContentDecoder&&) noexcept;
  ContentDecoder& operator=(ContentDecoder&&) noexcept;
  ~ContentDecoder();

  /// Takes the content-encoding fields out of `headers`. What is no compression ("identity",
  /// "none", "utf-8") says nothing about the bytes. ErrorKind::kProtocol for a compression that is
  /// not undone here, naming it.
  static Result<ContentDecoder> TakeFrom(Headers& headers);

  bool plain() const { return stages_.empty(); }
  /// What `bytes`, the next of the body in any fragments, stand for; valid until the next call.
  /// ErrorKind::kProtocol for bytes that are not of the coding, kLimit for more than `max_bytes`.
  Result<std::string_view> Decode(std::string_view bytes, std::size_t max_bytes);
  /// The body has ended. ErrorKind::kTruncated when the compressed data had not; an empty body is
  /// whole.
  Result<void> Finish() const;

 private:
  class Stage;
  std::vector<std::unique_ptr<Stage>> stages_;  // the coding that was applied last comes first
};

}  // namespace lab::net
