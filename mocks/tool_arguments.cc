#include "mocks/tool_arguments.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "mocks/prose.h"

namespace lab::mocks {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kMaxDepth = 8;

std::string Words(Rng& rng, std::size_t least) {
  Prose prose(Rng(rng.Next()));
  std::string text(prose.Next());
  const std::size_t words = 1 + rng.Below(4);
  for (std::size_t i = 0; i < words || text.size() < least; ++i) text += prose.Next();
  return text;
}

double NumberAt(const Json& schema, const char* name, double otherwise) {
  const auto value = schema.find(name);
  return value != schema.end() && value->is_number() ? value->get<double>() : otherwise;
}

class Maker {
 public:
  Maker(const Json& root, Rng& rng) : root_(root), rng_(rng) {}

  Json Make(const Json& given, int depth) {
    const Json& schema = Resolve(given);
    if (!schema.is_object() || depth > kMaxDepth) return "text";
    if (const auto value = schema.find("const"); value != schema.end()) return *value;
    if (const auto choices = schema.find("enum"); choices != schema.end() && !choices->empty()) {
      return (*choices)[rng_.Below(choices->size())];
    }
    return MakeTyped(schema, TypeOf(schema), depth);
  }

 private:
  /// Follows local references and the first of alternatives, so far as they lead somewhere.
  const Json& Resolve(const Json& given) const {
    const Json* schema = &given;
    for (int hops = 0; hops < kMaxDepth && schema->is_object(); ++hops) {
      const Json* next = Next(*schema);
      if (next == nullptr) break;
      schema = next;
    }
    return *schema;
  }

  const Json* Next(const Json& schema) const {
    if (const auto reference = schema.find("$ref"); reference != schema.end()) {
      return Target(*reference);
    }
    for (const char* name : {"anyOf", "oneOf", "allOf"}) {
      const auto choices = schema.find(name);
      if (choices != schema.end() && choices->is_array() && !choices->empty()) {
        return &choices->front();
      }
    }
    return nullptr;
  }

  const Json* Target(const Json& reference) const {
    if (!reference.is_string()) return nullptr;
    const std::string path = reference.get<std::string>();
    if (!path.starts_with("#/")) return nullptr;
    try {
      const Json::json_pointer pointer(path.substr(1));
      return root_.contains(pointer) ? &root_.at(pointer) : nullptr;
    } catch (const Json::exception&) {
      return nullptr;
    }
  }

  static std::string TypeOf(const Json& schema) {
    const auto type = schema.find("type");
    if (type == schema.end()) return schema.contains("properties") ? "object" : "string";
    if (type->is_string()) return type->get<std::string>();
    if (!type->is_array()) return "string";
    for (const Json& choice : *type) {
      if (choice.is_string() && choice != "null") return choice.get<std::string>();
    }
    return "null";
  }

  Json MakeTyped(const Json& schema, const std::string& type, int depth) {
    if (type == "object") return MakeObject(schema, depth);
    if (type == "array") return MakeArray(schema, depth);
    if (type == "boolean") return rng_.Chance(0.5);
    if (type == "integer") return static_cast<std::int64_t>(std::floor(MakeNumber(schema, 1)));
    if (type == "number") return MakeNumber(schema, 0.25);
    if (type == "null") return nullptr;
    return Words(rng_,
                 static_cast<std::size_t>(std::clamp(NumberAt(schema, "minLength", 0), 0.0, 1e4)));
  }

  double MakeNumber(const Json& schema, double step) {
    constexpr double kMost = 1e15;  // whole numbers up to here are exact
    const double least = NumberAt(schema, "minimum", NumberAt(schema, "maximum", 100) - 99);
    const double low = std::clamp(std::ceil(least), -kMost, kMost);
    const double high = std::clamp(NumberAt(schema, "maximum", low + 99), -kMost, kMost);
    const double steps = std::clamp(std::floor((high - low) / step), 0.0, 1e6);
    return low + step * static_cast<double>(rng_.Below(static_cast<std::uint64_t>(steps) + 1));
  }

  Json MakeArray(const Json& schema, int depth) {
    const auto least =
        static_cast<std::uint64_t>(std::clamp(NumberAt(schema, "minItems", 1), 0.0, 100.0));
    const auto most = static_cast<std::uint64_t>(
        std::clamp(NumberAt(schema, "maxItems", static_cast<double>(least) + 2), 0.0, 100.0));
    const std::uint64_t count = least + rng_.Below(std::max(least, most) - least + 1);
    const auto items = schema.find("items");
    Json array = Json::array();
    for (std::uint64_t i = 0; i < count; ++i) {
      array.push_back(items == schema.end() ? Json("text") : Make(*items, depth + 1));
    }
    return array;
  }

  Json MakeObject(const Json& schema, int depth) {
    Json object = Json::object();
    const auto properties = schema.find("properties");
    if (properties == schema.end() || !properties->is_object()) return object;
    for (const auto& [name, property] : properties->items()) {
      const bool wanted = IsRequired(schema, name) || rng_.Chance(0.5);
      if (wanted) object[name] = Make(property, depth + 1);
    }
    return object;
  }

  static bool IsRequired(const Json& schema, const std::string& name) {
    const auto required = schema.find("required");
    if (required == schema.end() || !required->is_array()) return false;
    return std::find(required->begin(), required->end(), name) != required->end();
  }

  const Json& root_;
  Rng& rng_;
};

/// A required property goes, or the first one changes its type: mistakes that models make.
void Spoil(Json& object, const Json& schema, Rng& rng) {
  if (!object.is_object() || object.empty()) {
    object = Json::object({{"unexpected", true}});
    return;
  }
  const auto required = schema.find("required");
  const bool can_miss = required != schema.end() && required->is_array() && !required->empty() &&
                        required->front().is_string();
  if (can_miss && rng.Chance(0.5)) {
    object.erase(required->front().get<std::string>());
    return;
  }
  Json& first = *object.begin();
  first = first.is_string() ? Json(7) : Json("text");
}

}  // namespace

std::string MakeArguments(std::string_view schema, Rng rng, Fit fit) {
  const Json root = Json::parse(schema, nullptr, false);
  if (root.is_discarded() || !root.is_object()) return "{}";
  Json arguments = Maker(root, rng).Make(root, 0);
  if (fit == Fit::kBad) Spoil(arguments, root, rng);
  return arguments.is_object() ? arguments.dump() : "{}";
}

}  // namespace lab::mocks
