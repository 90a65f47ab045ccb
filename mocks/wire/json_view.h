// A look into parsed JSON without copies: strings are views, absent members are empty views.
//
//   JsonDocument document;
//   Result<JsonView> root = document.Parse(body);
//   std::string_view model = (*root)["model"].text();     // "" when absent or not a string
//   for (JsonView message : (*root)["messages"].items()) ...
//
// Owner: the document owns all; views and texts are valid until its next Parse() or its end. A
// document reused keeps its buffers, so parsing a request of 80 KB allocates nothing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "framework/base/result.h"

namespace lab::mocks {

class JsonView {
 public:
  enum class Kind : std::uint8_t {
    kAbsent,
    kNull,
    kBool,
    kInteger,
    kNumber,
    kString,
    kArray,
    kObject
  };

  JsonView() = default;

  Kind kind() const { return kind_; }
  bool present() const { return kind_ != Kind::kAbsent && kind_ != Kind::kNull; }
  bool is_string() const { return kind_ == Kind::kString; }
  bool is_array() const { return kind_ == Kind::kArray; }
  bool is_object() const { return kind_ == Kind::kObject; }
  bool is_integer() const { return kind_ == Kind::kInteger; }
  bool is_number() const { return kind_ == Kind::kInteger || kind_ == Kind::kNumber; }
  bool is_bool() const { return kind_ == Kind::kBool; }

  /// "" for anything but a string.
  std::string_view text() const;
  bool boolean(bool fallback) const;
  /// A fraction is cut off.
  std::int64_t integer(std::int64_t fallback) const;
  double number(double fallback) const;
  /// Member of an object; absent when there is none or this is no object. The last of several with
  /// one name, as Python, Go and JavaScript read them.
  JsonView operator[](std::string_view key) const;
  /// Elements of an array; empty for anything else.
  std::vector<JsonView> items() const;
  /// Members in the order of the text; empty for anything but an object.
  std::vector<std::pair<std::string_view, JsonView>> members() const;
  /// The value as JSON without white space; "null" when absent.
  std::string minified() const;

 private:
  friend class JsonDocument;
  struct Access;

  Kind kind_ = Kind::kAbsent;
  alignas(8) std::array<std::byte, 16> element_{};  // the library's own handle, kept out of headers
};

class JsonDocument {
 public:
  JsonDocument();
  ~JsonDocument();

  /// ErrorKind::kDecode says what is wrong. A byte order mark in front is skipped. `json` may go
  /// afterwards.
  Result<JsonView> Parse(const std::string& json);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lab::mocks
