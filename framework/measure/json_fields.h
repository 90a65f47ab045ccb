// The fields of a JSON object, read strictly: what is missing, of a wrong type or out of range is
// named with its path.
//
//   JsonFields fields(json);
//   config.seed = fields.Unsigned("seed");
//   const JsonFields usage = fields.Object("usage");
//   usage.Integer("cache_read");   // throws: usage.cache_read is "7" when it should be an integer
//
// For readers of files, which turn the exception into an Error before they return. Neither owns nor
// copies the JSON; an object within must not outlive the one around it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace lab::measure {

/// What the readers throw: the message of the Error that they return.
struct JsonFault {
  std::string message;
};

/// A value as a message shows it: its JSON on one line, cut between two characters behind `most`
/// bytes. Text that is no UTF-8 is repaired.
std::string ShownJson(const nlohmann::ordered_json& json, std::size_t most);

class JsonFields {
 public:
  using Json = nlohmann::ordered_json;

  /// The outermost object. Throws when it is none, as do Object() and Element().
  explicit JsonFields(const Json& json) : JsonFields(nullptr, "", kNoIndex, json) {}

  bool Has(const char* name) const;
  bool Flag(const char* name) const;
  std::int64_t Integer(const char* name,
                       std::int64_t low = std::numeric_limits<std::int64_t>::min(),
                       std::int64_t high = std::numeric_limits<std::int64_t>::max()) const;
  std::uint64_t Unsigned(const char* name) const;
  double Number(const char* name) const;
  std::string Text(const char* name) const;
  const Json& Array(const char* name) const;
  /// Of any type.
  const Json& Value(const char* name) const { return Get(name); }
  /// Element `index` of the array `name`, which has one.
  std::string TextAt(const char* name, std::size_t index) const;

  JsonFields Object(const char* name) const;
  /// Element `index` of the array `name`, which has one.
  JsonFields Element(const char* name, std::size_t index) const;
  /// "name[index] is ... when it should be ...".
  std::int64_t IntegerAt(const char* name, std::size_t index, std::int64_t low,
                         std::int64_t high) const;

  /// Throws: "path.name is <found> when it should be <wanted>".
  [[noreturn]] void Refuse(const char* name, std::string_view wanted) const;
  /// "cases[2].trials[0]", "" for the outermost.
  std::string path() const;

 private:
  static constexpr std::size_t kNoIndex = std::numeric_limits<std::size_t>::max();
  JsonFields(const JsonFields* parent, const char* name, std::size_t index, const Json& json);

  const Json& Get(const char* name) const;
  std::string PathOf(const char* name) const;

  const JsonFields* parent_;
  const char* name_;
  std::size_t index_;
  const Json* json_;
};

}  // namespace lab::measure
