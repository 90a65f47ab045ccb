#include "framework/llm/providers/json_reader.h"

#include <simdjson.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <vector>

#include "framework/base/text.h"
#include "framework/llm/providers/json_repair.h"

namespace lab {

using simdjson::dom::element;
using simdjson::dom::element_type;

struct JsonValue::Access {
  static element Open(const JsonValue& value) { return std::bit_cast<element>(value.element_); }

  static JsonValue Wrap(element from) {
    JsonValue value;
    value.kind_ = KindOf(from.type());
    value.element_ = std::bit_cast<std::array<std::byte, 16>>(from);
    return value;
  }

  static Kind KindOf(element_type type) {
    switch (type) {
      case element_type::ARRAY:
        return Kind::kArray;
      case element_type::OBJECT:
        return Kind::kObject;
      case element_type::STRING:
        return Kind::kString;
      case element_type::BOOL:
        return Kind::kBool;
      case element_type::NULL_VALUE:
        return Kind::kNull;
      case element_type::INT64:
      case element_type::UINT64:
      case element_type::DOUBLE:
        break;
    }
    return Kind::kNumber;
  }
};

JsonValue JsonValue::operator[](std::string_view key) const {
  element found;
  if (!is_object() || Access::Open(*this).at_key(key).get(found)) return {};
  return Access::Wrap(found);
}

std::string_view JsonValue::text() const {
  std::string_view text;
  if (!is_string() || Access::Open(*this).get(text)) return {};
  return text;
}

std::optional<std::int64_t> JsonValue::integer() const {
  if (kind_ != Kind::kNumber) return std::nullopt;
  const element number = Access::Open(*this);
  std::int64_t whole = 0;
  if (!number.get(whole)) return whole;
  double real = 0;
  if (number.get(real) || !(std::abs(real) < 9e18)) return std::nullopt;
  return std::llround(real);
}

std::optional<std::int64_t> JsonValue::quoted_integer() const {
  return is_string() ? ParseInteger(text()) : integer();
}

bool JsonValue::Truth() const {
  bool value = false;
  return !Access::Open(*this).get(value) && value;
}

JsonValue JsonValue::first() const {
  element found;
  if (!is_array() || Access::Open(*this).at(0).get(found)) return {};
  return Access::Wrap(found);
}

std::string JsonValue::minified() const {
  return kind_ == Kind::kAbsent ? "null" : simdjson::minify(Access::Open(*this));
}

void JsonValue::Elements(void* to, void (*visit)(void*, JsonValue)) const {
  simdjson::dom::array array;
  if (!is_array() || Access::Open(*this).get(array)) return;
  for (const element item : array) visit(to, Access::Wrap(item));
}

void JsonValue::Members(void* to, void (*visit)(void*, std::string_view, JsonValue)) const {
  simdjson::dom::object object;
  if (!is_object() || Access::Open(*this).get(object)) return;
  for (const auto [key, value] : object) visit(to, key, Access::Wrap(value));
}

namespace {

struct Scratch {
  simdjson::dom::parser parser;
  std::vector<char> padded;
};

bool IsAboutCharacters(simdjson::error_code failure) {
  return failure == simdjson::UTF8_ERROR || failure == simdjson::STRING_ERROR ||
         failure == simdjson::UNESCAPED_CHARS;
}

/// The parse of this thread.
simdjson::error_code Parse(std::string_view text, element& root) {
  thread_local Scratch scratch;
  if (scratch.padded.size() < text.size() + simdjson::SIMDJSON_PADDING) {
    scratch.padded.resize(2 * text.size() + simdjson::SIMDJSON_PADDING);
  }
  if (!text.empty()) std::memcpy(scratch.padded.data(), text.data(), text.size());
  return scratch.parser.parse(scratch.padded.data(), text.size(), false).get(root);
}

Error Unreadable(std::string_view text, simdjson::error_code failure) {
  return Error{ErrorKind::kDecode, text.empty() ? "the text is empty when it should be JSON"
                                                : simdjson::error_message(failure)};
}

}  // namespace

Result<JsonValue> ParseJson(std::string_view text) {
  element root;
  const simdjson::error_code failure = Parse(text, root);
  if (failure) return Unreadable(text, failure);
  return JsonValue::Access::Wrap(root);
}

WireJson ParseWireJson(std::string_view text) {
  constexpr std::string_view kBom = "\xEF\xBB\xBF";
  if (text.starts_with(kBom)) text.remove_prefix(kBom.size());
  element root;
  const simdjson::error_code failure = Parse(text, root);
  if (!failure) return {JsonValue::Access::Wrap(root)};
  if (!IsAboutCharacters(failure)) return {Unreadable(text, failure)};
  bool halves = false;
  const std::string repaired = RepairJson(text, &halves);
  if (Parse(repaired, root)) return {Unreadable(text, failure)};
  return {JsonValue::Access::Wrap(root), halves};
}

bool IsValidUtf8(std::string_view text) {
  return simdjson::validate_utf8(text.data(), text.size());
}

}  // namespace lab
