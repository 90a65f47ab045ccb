#include "mocks/wire/json_view.h"

#include <simdjson.h>

#include <cstring>
#include <type_traits>

namespace lab::mocks {

namespace dom = simdjson::dom;

struct JsonView::Access {
  static_assert(sizeof(dom::element) <= sizeof(JsonView::element_));
  static_assert(std::is_trivially_copyable_v<dom::element>);

  static dom::element Get(const JsonView& view) {
    dom::element element;
    std::memcpy(static_cast<void*>(&element), view.element_.data(), sizeof(element));
    return element;
  }

  static JsonView Make(dom::element element) {
    JsonView view;
    view.kind_ = KindOf(element.type());
    std::memcpy(view.element_.data(), &element, sizeof(element));
    return view;
  }

  static Kind KindOf(dom::element_type type) {
    switch (type) {
      case dom::element_type::ARRAY:
        return Kind::kArray;
      case dom::element_type::OBJECT:
        return Kind::kObject;
      case dom::element_type::INT64:
      case dom::element_type::UINT64:
        return Kind::kInteger;
      case dom::element_type::DOUBLE:
        return Kind::kNumber;
      case dom::element_type::STRING:
        return Kind::kString;
      case dom::element_type::BOOL:
        return Kind::kBool;
      case dom::element_type::NULL_VALUE:
        return Kind::kNull;
    }
    return Kind::kAbsent;
  }
};

std::string_view JsonView::text() const {
  if (kind_ != Kind::kString) return {};
  return Access::Get(*this).get_string().value_unsafe();
}

bool JsonView::boolean(bool fallback) const {
  if (kind_ != Kind::kBool) return fallback;
  return Access::Get(*this).get_bool().value_unsafe();
}

std::int64_t JsonView::integer(std::int64_t fallback) const {
  if (kind_ == Kind::kNumber) return static_cast<std::int64_t>(number(0));
  if (kind_ != Kind::kInteger) return fallback;
  std::int64_t value = fallback;
  return Access::Get(*this).get_int64().get(value) == simdjson::SUCCESS ? value : fallback;
}

double JsonView::number(double fallback) const {
  if (!is_number()) return fallback;
  return Access::Get(*this).get_double().value_unsafe();
}

JsonView JsonView::operator[](std::string_view key) const {
  JsonView found;
  if (kind_ != Kind::kObject) return found;
  const dom::object object = Access::Get(*this).get_object().value_unsafe();
  for (const auto& field : object) {
    if (field.key == key) found = Access::Make(field.value);
  }
  return found;
}

std::vector<JsonView> JsonView::items() const {
  std::vector<JsonView> items;
  if (kind_ != Kind::kArray) return items;
  const dom::array array = Access::Get(*this).get_array().value_unsafe();
  for (const dom::element element : array) items.push_back(Access::Make(element));
  return items;
}

std::vector<std::pair<std::string_view, JsonView>> JsonView::members() const {
  std::vector<std::pair<std::string_view, JsonView>> members;
  if (kind_ != Kind::kObject) return members;
  const dom::object object = Access::Get(*this).get_object().value_unsafe();
  for (const auto& field : object) members.emplace_back(field.key, Access::Make(field.value));
  return members;
}

std::string JsonView::minified() const {
  return kind_ == Kind::kAbsent ? "null" : simdjson::minify(Access::Get(*this));
}

struct JsonDocument::Impl {
  dom::parser parser;
};

JsonDocument::JsonDocument() : impl_(std::make_unique<Impl>()) {}
JsonDocument::~JsonDocument() = default;

Result<JsonView> JsonDocument::Parse(const std::string& json) {
  dom::element root;
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  std::string_view text = json;
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const simdjson::error_code code = impl_->parser.parse(text.data(), text.size()).get(root);
  if (code != simdjson::SUCCESS) return Error{ErrorKind::kDecode, simdjson::error_message(code)};
  return JsonView::Access::Make(root);
}

}  // namespace lab::mocks
