// A request's body: text that is moved in or shared with other requests, and never copied.
//
//   HttpBody body(std::move(json));                    // moved
//   HttpBody again(shared_json);                       // std::shared_ptr<const std::string>
//
//   HttpBody built(R"({"system":")");                  // or put together of both
//   built.Append(escaped_prompt);                      // shared: 80 kB stay where they are
//   built.Append(R"(","stream":true})");
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "framework/net/pieces.h"

namespace lab::net {

class HttpBody {
 public:
  using SharedText = std::shared_ptr<const std::string>;
  static constexpr std::size_t kMaxShared = 4;
  static constexpr std::size_t kWorthSharing = 512;  ///< bytes; less is cheaper to copy

  HttpBody() = default;
  HttpBody(std::string text) : own_(std::move(text)) {}   // NOLINT(*-explicit-*)
  HttpBody(const char* text) : own_(text) {}              // NOLINT(*-explicit-*)
  HttpBody(SharedText text) { Append(std::move(text)); }  // NOLINT(*-explicit-*)

  /// Copies `text` to the end.
  void Append(std::string_view text) { own_ += text; }
  /// Puts `text` at the end without copying it. What is short, and what comes after kMaxShared of
  /// them, is copied. Not null.
  void Append(SharedText text);

  std::size_t size() const { return size_shared_ + own_.size(); }
  bool empty() const { return size() == 0; }
  /// What goes over the wire; valid while this object lives and stays where it is.
  Pieces pieces() const;
  /// All of it as one string: a copy.
  std::string Join() const;

 private:
  /// A text that stands in front of own_[at].
  struct Shared {
    std::size_t at = 0;
    SharedText text;
  };

  std::string own_;
  std::array<Shared, kMaxShared> shared_;
  std::size_t shared_count_ = 0;
  std::size_t size_shared_ = 0;
};

static_assert(2 * HttpBody::kMaxShared + 1 < Pieces::kMax, "a head of several pieces goes with it");

}  // namespace lab::net
