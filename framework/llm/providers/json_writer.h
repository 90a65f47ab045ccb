// Appends JSON to one string. The write path of every dialect: a request may hold 80 KB of text and
// a suite sends ten thousand of them, so a tree of values in between is not affordable.
//
//   JsonWriter json(expected_bytes);
//   json.BeginObject().Key("model").String(model).Key("tools").BeginArray();
//   for (const Tool& tool : tools) json.Raw(tool.schema);
//   std::string body = json.EndArray().EndObject().Take();
//
// Commas are put where they belong. What is written must nest properly and a key must have one
// value: nothing checks it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace lab {

class JsonWriter {
 public:
  /// `expected_bytes`: reserved at once, so that long texts are copied once.
  explicit JsonWriter(std::size_t expected_bytes = 0) { out_.reserve(expected_bytes); }

  JsonWriter& BeginObject() { return Open('{'); }
  JsonWriter& EndObject() { return Close('}'); }
  JsonWriter& BeginArray() { return Open('['); }
  JsonWriter& EndArray() { return Close(']'); }
  JsonWriter& Key(std::string_view key);
  /// Quotes, backslashes and control characters are escaped; other bytes go out as they are, so
  /// `text` should be UTF-8.
  JsonWriter& String(std::string_view text);
  JsonWriter& Integer(std::int64_t value);
  /// The shortest form that reads back as the same number; must be finite.
  JsonWriter& Number(double value);
  JsonWriter& Bool(bool value);
  JsonWriter& Null();
  /// `json` must be one whole value.
  JsonWriter& Raw(std::string_view json);

  std::string Take() { return std::move(out_); }

 private:
  JsonWriter& Open(char bracket);
  JsonWriter& Close(char bracket);
  void Separate();

  std::string out_;
};

}  // namespace lab
