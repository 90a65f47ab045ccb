// Parsed JSON, looked into without exceptions or copies. The read path of every dialect.
//
//   Result<JsonValue> root = ParseJson(event.data);
//   std::string_view text = (*root)["delta"]["text"].text();     // "" when absent or not a string
//   (*root)["choices"].ForEach([&](JsonValue choice) { ... });
//
// One scratch document a thread: ParseJson() ends the life of everything the parse before it gave
// out. A decoder is done with an event before it returns, so ten thousand streams share one buffer
// that stays in the processor's cache.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "framework/base/result.h"

namespace lab {

class JsonValue {
 public:
  enum class Kind : std::uint8_t { kAbsent, kNull, kBool, kNumber, kString, kArray, kObject };

  JsonValue() = default;

  Kind kind() const { return kind_; }
  /// There, and not null.
  bool present() const { return kind_ != Kind::kAbsent && kind_ != Kind::kNull; }
  bool is_object() const { return kind_ == Kind::kObject; }
  bool is_array() const { return kind_ == Kind::kArray; }
  bool is_string() const { return kind_ == Kind::kString; }

  /// A member; absent when there is none or this is no object.
  JsonValue operator[](std::string_view key) const;
  /// "" for anything but a string.
  std::string_view text() const;
  /// A fraction is rounded; none for anything but a number.
  std::optional<std::int64_t> integer() const;
  /// The same, and for a text of digits: some services write their numbers in quotes.
  std::optional<std::int64_t> quoted_integer() const;
  bool is_true() const { return kind_ == Kind::kBool && Truth(); }
  bool is_false() const { return kind_ == Kind::kBool && !Truth(); }
  /// The first element of an array; absent when there is none.
  JsonValue first() const;
  /// The value as JSON without white space; "null" when absent.
  std::string minified() const;

  /// Calls `visit(JsonValue)` for the elements of an array; never for anything else.
  template <class Visit>
  void ForEach(Visit&& visit) const {
    Elements(&visit, [](void* to, JsonValue element) { (*static_cast<Visit*>(to))(element); });
  }
  /// Calls `visit(std::string_view key, JsonValue)` for the members of an object, in their order.
  template <class Visit>
  void ForEachMember(Visit&& visit) const {
    Members(&visit, [](void* to, std::string_view key, JsonValue value) {
      (*static_cast<Visit*>(to))(key, value);
    });
  }

 private:
  friend Result<JsonValue> ParseJson(std::string_view text);
  friend struct WireJson ParseWireJson(std::string_view text);
  struct Access;

  bool Truth() const;
  void Elements(void* to, void (*visit)(void*, JsonValue)) const;
  void Members(void* to, void (*visit)(void*, std::string_view, JsonValue)) const;

  Kind kind_ = Kind::kAbsent;
  alignas(8) std::array<std::byte, 16> element_{};  // the library's handle, kept out of this header
};

/// Parses and checks the whole text, UTF-8 included. ErrorKind::kDecode says what is wrong. `text`
/// may go afterwards; the values live until the next call on this thread.
Result<JsonValue> ParseJson(std::string_view text);

/// A document from a service, which may be in need of RepairJson() (json_repair.h).
struct WireJson {
  Result<JsonValue> root;
  bool halves = false;  ///< strings may hold marked halves of characters
};
/// Like ParseJson(), but text that a strict parser refuses for its characters reads all the same,
/// and so does text behind a byte order mark.
WireJson ParseWireJson(std::string_view text);

bool IsValidUtf8(std::string_view text);

}  // namespace lab
