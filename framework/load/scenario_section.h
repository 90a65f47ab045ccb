// One mapping of a scenario file, read key by key: with the environment put into its values.
//
//   ScenarioSection provider = root.Elements("providers")[0];
//   std::string name = provider.Text("name");
//   provider.Close();            // refuses a key that nobody has asked for
//
// For use inside ReadYaml() (base/yaml_file.h): a fault ends the reading.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "framework/load/scenario.h"

namespace YAML {
class Node;
}

namespace lab::load {

class ScenarioSection {
 public:
  /// An undefined node is an empty section. `options` must outlive it.
  ScenarioSection(const YAML::Node& node, std::string path, const ScenarioOptions& options);
  ScenarioSection(const ScenarioSection&);
  ScenarioSection(ScenarioSection&&) noexcept;
  ScenarioSection& operator=(const ScenarioSection&) = delete;
  ScenarioSection& operator=(ScenarioSection&&) = delete;
  ~ScenarioSection();

  bool Has(const char* name) const;
  /// Empty where there is none.
  std::string Text(const char* name);
  /// A list of texts; one text is a list of one.
  std::vector<std::string> Texts(const char* name);
  /// `fallback` where there is none.
  bool Flag(const char* name, bool fallback = false);
  ScenarioSection Inside(const char* name);
  std::vector<ScenarioSection> Elements(const char* name);
  /// Every key; they count as asked for.
  std::vector<std::string> Keys();

  [[noreturn]] void Refuse(const char* name, std::string_view wanted) const;
  /// Of the section as a whole.
  [[noreturn]] void Refuse(const std::string& message) const;
  void Close() const;
  /// From 1.
  int line() const;

 private:
  YAML::Node Find(const char* name);
  std::string PathOf(std::string_view name) const;

  std::unique_ptr<YAML::Node> node_;
  std::string path_;
  const ScenarioOptions& options_;
  std::vector<std::string> known_;
};

/// Puts "a.b.0.c=value" into the tree; refuses a path that leads nowhere.
void ApplySetting(const YAML::Node& root, const std::string& setting);

}  // namespace lab::load
