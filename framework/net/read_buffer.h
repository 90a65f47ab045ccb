// Bytes read from a stream and not yet used.
//
//   ReadBuffer buffer(16 * 1024);
//   Result<ReadResult> read = co_await stream.Read(buffer.Space());
//   buffer.Add(*read);
//   Use(buffer.text());
//   buffer.Consume(n);            // the text stays where it is until the next Space()
#pragma once

#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include "framework/net/stream.h"

namespace lab::net {

class ReadBuffer {
 public:
  /// Reads are offered at least `step` bytes of room.
  explicit ReadBuffer(std::size_t step) : step_(step) {}

  std::span<char> Space() {
    if (begin_ > 0) {
      std::memmove(bytes_.data(), bytes_.data() + begin_, end_ - begin_);
      end_ -= begin_;
      begin_ = 0;
    }
    if (bytes_.size() - end_ < step_) bytes_.resize(end_ + step_);
    return std::span(bytes_).subspan(end_);
  }
  void Add(const ReadResult& read) { end_ += read.bytes; }
  void Consume(std::size_t bytes) { begin_ += bytes; }

  std::span<char> bytes() { return {bytes_.data() + begin_, end_ - begin_}; }
  std::string_view text() const { return {bytes_.data() + begin_, end_ - begin_}; }
  bool empty() const { return begin_ == end_; }

 private:
  std::size_t step_;
  std::vector<char> bytes_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace lab::net
