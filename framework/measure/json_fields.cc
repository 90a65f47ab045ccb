#include "framework/measure/json_fields.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "framework/base/text.h"

namespace lab::measure {
namespace {

using Json = nlohmann::ordered_json;

[[noreturn]] void Throw(const std::string& path, const Json& found, std::string_view wanted) {
  const std::string text = found.is_structured() ? (found.is_array() ? "an array" : "an object")
                                                 : ShownJson(found, kMostQuoted);
  throw JsonFault{fmt::format("{} is {} when it should be {}", path, text, wanted)};
}

// Nothing when it is no integer or outside of [low, high].
std::optional<std::int64_t> IntegerIn(const Json& json, std::int64_t low, std::int64_t high) {
  constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (!json.is_number_integer()) return std::nullopt;
  if (json.is_number_unsigned() && json.get<std::uint64_t>() > kMax) return std::nullopt;
  const auto value = json.get<std::int64_t>();
  if (value < low || value > high) return std::nullopt;
  return value;
}

std::string WantedInteger(std::int64_t low, std::int64_t high) {
  using Limits = std::numeric_limits<std::int64_t>;
  if (low == Limits::min() && high == Limits::max()) return "an integer";
  if (high == Limits::max()) return fmt::format("an integer from {} up", low);
  return fmt::format("an integer from {} to {}", low, high);
}

}  // namespace

std::string ShownJson(const Json& json, std::size_t most) {
  std::string text = json.dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
  if (text.size() <= most) return text;
  return std::string(CutUtf8(text, most)) + "...";
}

JsonFields::JsonFields(const JsonFields* parent, const char* name, std::size_t index,
                       const Json& json)
    : parent_(parent), name_(name), index_(index), json_(&json) {
  if (json.is_object()) return;
  const std::string where = path();
  Throw(where.empty() ? "the whole" : where, json, "an object");
}

bool JsonFields::Has(const char* name) const { return json_->contains(name); }

const Json& JsonFields::Get(const char* name) const {
  const auto field = json_->find(name);
  if (field == json_->end()) throw JsonFault{PathOf(name) + " is missing"};
  return *field;
}

bool JsonFields::Flag(const char* name) const {
  const Json& field = Get(name);
  if (!field.is_boolean()) Refuse(name, "true or false");
  return field.get<bool>();
}

std::int64_t JsonFields::Integer(const char* name, std::int64_t low, std::int64_t high) const {
  const Json& field = Get(name);
  const std::optional<std::int64_t> value = IntegerIn(field, low, high);
  if (!value) Refuse(name, WantedInteger(low, high));
  return *value;
}

std::uint64_t JsonFields::Unsigned(const char* name) const {
  const Json& field = Get(name);
  const bool negative =
      !field.is_number_unsigned() && field.is_number_integer() && field.get<std::int64_t>() < 0;
  if (!field.is_number_integer() || negative) Refuse(name, "a whole number from 0 up");
  return field.get<std::uint64_t>();
}

double JsonFields::Number(const char* name) const {
  const Json& field = Get(name);
  if (!field.is_number()) Refuse(name, "a number");
  return field.get<double>();
}

std::string JsonFields::Text(const char* name) const {
  const Json& field = Get(name);
  if (!field.is_string()) Refuse(name, "a string");
  return field.get<std::string>();
}

const Json& JsonFields::Array(const char* name) const {
  const Json& field = Get(name);
  if (!field.is_array()) Refuse(name, "an array");
  return field;
}

JsonFields JsonFields::Object(const char* name) const {
  return JsonFields(this, name, kNoIndex, Get(name));
}

JsonFields JsonFields::Element(const char* name, std::size_t index) const {
  return JsonFields(this, name, index, Array(name)[index]);
}

std::int64_t JsonFields::IntegerAt(const char* name, std::size_t index, std::int64_t low,
                                   std::int64_t high) const {
  const Json& element = Array(name)[index];
  const std::optional<std::int64_t> value = IntegerIn(element, low, high);
  if (value) return *value;
  Throw(fmt::format("{}[{}]", PathOf(name), index), element, WantedInteger(low, high));
}

std::string JsonFields::TextAt(const char* name, std::size_t index) const {
  const Json& element = Array(name)[index];
  if (!element.is_string()) Throw(fmt::format("{}[{}]", PathOf(name), index), element, "a string");
  return element.get<std::string>();
}

void JsonFields::Refuse(const char* name, std::string_view wanted) const {
  Throw(PathOf(name), Get(name), wanted);
}

std::string JsonFields::path() const {
  if (parent_ == nullptr) return "";
  const std::string text = parent_->PathOf(name_);
  return index_ == kNoIndex ? text : fmt::format("{}[{}]", text, index_);
}

std::string JsonFields::PathOf(const char* name) const {
  const std::string before = path();
  return before.empty() ? name : before + "." + name;
}

}  // namespace lab::measure
