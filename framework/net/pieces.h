// Bytes that lie in several places and go out as one write: a head here, a shared body there.
//
//   const Pieces wire(head, body);
//   Result<Time> written = co_await stream->Write(wire);
//
// A value of a few string_views; owns none of the bytes, which must outlive it and the write.
#pragma once

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace lab::net {

class Pieces {
 public:
  static constexpr std::size_t kMax = 14;

  Pieces() = default;
  Pieces(std::string_view one) { Add(one); }                         // NOLINT(*-explicit-*)
  Pieces(const std::string& one) : Pieces(std::string_view(one)) {}  // NOLINT(*-explicit-*)
  Pieces(const char* one) : Pieces(std::string_view(one)) {}         // NOLINT(*-explicit-*)
  Pieces(std::string_view first, std::string_view second) : Pieces(first) { Add(second); }

  /// At the end; an empty one is left out. At most kMax.
  void Add(std::string_view piece) {
    if (piece.empty()) return;
    assert(end_ < kMax);
    pieces_[end_++] = piece;
  }
  void AddAll(const Pieces& more) {
    for (const std::string_view piece : more) Add(piece);
  }
  /// Takes `bytes` off the front: they are written.
  void Skip(std::size_t bytes) {
    while (bytes > 0) {
      assert(!empty());
      const std::size_t part = std::min(bytes, front().size());
      pieces_[begin_].remove_prefix(part);
      if (front().empty()) ++begin_;
      bytes -= part;
    }
  }
  /// The first `bytes` of them, or as many as there are.
  Pieces First(std::size_t bytes) const {
    Pieces cut;
    for (const std::string_view piece : *this) {
      cut.Add(piece.substr(0, bytes));
      bytes -= std::min(bytes, piece.size());
    }
    return cut;
  }

  bool empty() const { return begin_ == end_; }
  std::size_t count() const { return end_ - begin_; }
  /// Of all together.
  std::size_t bytes() const {
    std::size_t sum = 0;
    for (const std::string_view piece : *this) sum += piece.size();
    return sum;
  }
  std::string_view front() const { return pieces_[begin_]; }
  const std::string_view* begin() const { return pieces_.data() + begin_; }
  const std::string_view* end() const { return pieces_.data() + end_; }

 private:
  std::array<std::string_view, kMax> pieces_;
  std::uint8_t begin_ = 0;
  std::uint8_t end_ = 0;
};

}  // namespace lab::net
