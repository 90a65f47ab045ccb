#include "framework/load/scenario_section.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "framework/base/nearest_name.h"
#include "framework/base/text.h"
#include "framework/base/yaml_file.h"

namespace lab::load {
namespace {

// What stands between "${" and "}".
std::string VariableOf(const YAML::Node& where, std::string_view inside,
                       const ScenarioOptions& options) {
  const std::size_t mark = inside.find(":-");
  const std::string_view name = inside.substr(0, mark);
  if (name.empty()) RefuseYaml(where, "'${}' names no variable");
  const std::optional<std::string> value = options.variable ? options.variable(name) : std::nullopt;
  if (value && !value->empty()) return *value;
  if (mark != std::string_view::npos) return std::string(inside.substr(mark + 2));
  RefuseYaml(where, fmt::format("the environment has no variable {}; set it, or give it a default "
                                "as ${{{}:-...}}",
                                Excerpt(name, 40), Excerpt(name, 40)));
}

// ${NAME} and ${NAME:-default} put in; $$ is a dollar sign.
std::string TextOf(const YAML::Node& scalar, const ScenarioOptions& options) {
  const std::string& raw = scalar.Scalar();
  std::string text;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const std::string_view rest = std::string_view(raw).substr(i);
    if (rest.starts_with("$$")) {
      text += '$';
      ++i;
    } else if (rest.starts_with("${")) {
      const std::size_t end = rest.find('}');
      if (end == std::string_view::npos) RefuseYaml(scalar, "a '${' is not closed by a '}'");
      text += VariableOf(scalar, rest.substr(2, end - 2), options);
      i += end;
    } else {
      text += raw[i];
    }
  }
  return text;
}

// Where a step of a --set leads from a node.
bool LeadsOn(const YAML::Node& node, std::string_view step) {
  const std::optional<std::size_t> index = ParseInteger<std::size_t>(step);
  if (node.IsSequence()) return index && *index < node.size();
  return !step.empty() && !node.IsScalar();  // a key that is not there yet is made
}

}  // namespace

ScenarioSection::ScenarioSection(const YAML::Node& node, std::string path,
                                 const ScenarioOptions& options)
    : node_(std::make_unique<YAML::Node>(node)), path_(std::move(path)), options_(options) {
  if (!node_->IsDefined() || node_->IsNull() || node_->IsMap()) return;
  RefuseYaml(*node_, fmt::format("{} should be a mapping of keys to values",
                                 path_.empty() ? "a scenario file" : "'" + path_ + "'"));
}

ScenarioSection::ScenarioSection(const ScenarioSection& other)
    : node_(std::make_unique<YAML::Node>(*other.node_)),
      path_(other.path_),
      options_(other.options_),
      known_(other.known_) {}
ScenarioSection::ScenarioSection(ScenarioSection&&) noexcept = default;
ScenarioSection::~ScenarioSection() = default;

bool ScenarioSection::Has(const char* name) const {
  return node_->IsDefined() && node_->IsMap() && (*node_)[name].IsDefined();
}

YAML::Node ScenarioSection::Find(const char* name) {
  known_.emplace_back(name);
  return Has(name) ? (*node_)[name] : YAML::Node(YAML::NodeType::Undefined);
}

std::string ScenarioSection::PathOf(std::string_view name) const {
  return path_.empty() ? std::string(name) : fmt::format("{}.{}", path_, name);
}

std::string ScenarioSection::Text(const char* name) {
  const YAML::Node value = Find(name);
  if (!value.IsDefined() || value.IsNull()) return "";
  if (!value.IsScalar()) Refuse(name, "one value");
  return TextOf(value, options_);
}

std::vector<std::string> ScenarioSection::Texts(const char* name) {
  const YAML::Node value = Find(name);
  if (!value.IsDefined() || value.IsNull()) return {};
  if (value.IsScalar()) return {TextOf(value, options_)};
  if (!value.IsSequence()) Refuse(name, "a list of values");
  std::vector<std::string> texts;
  for (const YAML::Node& element : value) {
    if (!element.IsScalar()) Refuse(name, "a list of values");
    texts.push_back(TextOf(element, options_));
  }
  return texts;
}

bool ScenarioSection::Flag(const char* name, bool fallback) {
  const std::string text = Text(name);
  if (text.empty()) return fallback;
  if (text != "true" && text != "false") Refuse(name, "true or false");
  return text == "true";
}

ScenarioSection ScenarioSection::Inside(const char* name) {
  return ScenarioSection(Find(name), PathOf(name), options_);
}

std::vector<ScenarioSection> ScenarioSection::Elements(const char* name) {
  const YAML::Node list = Find(name);
  std::vector<ScenarioSection> sections;
  if (!list.IsDefined() || list.IsNull()) return sections;
  if (!list.IsSequence()) Refuse(name, "a list");
  for (const YAML::Node& element : list)
    sections.emplace_back(element, fmt::format("{}[{}]", PathOf(name), sections.size()), options_);
  return sections;
}

std::vector<std::string> ScenarioSection::Keys() {
  std::vector<std::string> keys;
  if (!node_->IsDefined() || !node_->IsMap()) return keys;
  for (const auto& entry : *node_) keys.push_back(entry.first.Scalar());
  return keys;
}

void ScenarioSection::Refuse(const char* name, std::string_view wanted) const {
  const YAML::Node value = (*node_)[name];
  const std::string shown = value.IsScalar() ? "'" + Excerpt(value.Scalar(), 40) + "'"
                            : value.IsMap()  ? "a mapping"
                                             : "a list";
  RefuseYaml(value, fmt::format("{} is {} when it should be {}", PathOf(name), shown, wanted));
}

void ScenarioSection::Refuse(const std::string& message) const {
  RefuseYaml(node_->IsDefined() ? *node_ : YAML::Node(), message);
}

void ScenarioSection::Close() const {
  if (!node_->IsDefined() || !node_->IsMap()) return;
  for (const auto& entry : *node_) {
    const std::string key = entry.first.Scalar();
    if (std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
    const std::vector<std::string_view> names(known_.begin(), known_.end());
    RefuseYaml(entry.first,
               fmt::format("'{}' is no key of {}{}", Excerpt(key, 40),
                           path_.empty() ? "a scenario file" : path_, MeantName(key, names)));
  }
}

int ScenarioSection::line() const { return node_->IsDefined() ? node_->Mark().line + 1 : 1; }

void ApplySetting(const YAML::Node& root, const std::string& setting) {
  const std::size_t equals = setting.find('=');
  if (equals == std::string::npos || equals == 0)
    RefuseYaml(root, fmt::format("--set '{}' should be path=value, e.g. "
                                 "execution.max_concurrency=32",
                                 Excerpt(setting, 60)));
  YAML::Node node = root;
  for (const std::string_view step : Split(std::string_view(setting).substr(0, equals), '.')) {
    if (!LeadsOn(node, step))
      RefuseYaml(node,
                 fmt::format("--set '{}': there is no '{}' to go to", Excerpt(setting, 60), step));
    const std::string key(step);
    YAML::Node next = node.IsSequence() ? node[*ParseInteger<std::size_t>(step)] : node[key];
    node.reset(next);
  }
  node = setting.substr(equals + 1);
}

}  // namespace lab::load
