#include "framework/base/yaml_file.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <utility>

#include "framework/base/nearest_name.h"
#include "framework/base/text.h"

namespace lab {
namespace {

/// What RefuseYaml throws; it does not get out of ReadYaml.
struct Fault {
  int line;  ///< from 0
  std::string message;
};

Error ErrorAt(std::string_view file, int line, std::string_view message) {
  return {ErrorKind::kConfig, fmt::format("{}:{}: {}", file, line + 1, message)};
}

}  // namespace

void RefuseYaml(const YAML::Node& where, std::string message) {
  throw Fault{where.Mark().line, std::move(message)};
}

std::string ShownYaml(const YAML::Node& value) {
  if (!value.IsDefined() || value.IsNull()) return "nothing";
  if (value.IsScalar()) return Quoted(value.Scalar());
  return value.IsMap() ? "a mapping" : "a list";
}

void AllowOnlyKeys(const YAML::Node& map, std::string_view where,
                   const std::vector<std::string>& known) {
  std::vector<std::string> seen;
  for (const auto& entry : map) {
    const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
    if (std::find(known.begin(), known.end(), key) == known.end())
      RefuseYaml(entry.first, fmt::format("{}unknown key '{}'{}", where, ShownYaml(entry.first),
                                          RightNames(key, known)));
    if (std::find(seen.begin(), seen.end(), key) != seen.end())
      RefuseYaml(entry.first, fmt::format("{}key '{}' is there twice; remove one", where, key));
    seen.push_back(key);
  }
}

Result<void> ReadYaml(std::string_view yaml, std::string_view file_name,
                      const std::function<void(const YAML::Node&)>& reader) {
  try {
    reader(YAML::Load(std::string(yaml)));
    return {};
  } catch (const Fault& fault) {
    return ErrorAt(file_name, fault.line, fault.message);
  } catch (const YAML::Exception& failure) {
    return ErrorAt(file_name, failure.mark.line, fmt::format("not YAML: {}", failure.msg));
  }
}

}  // namespace lab
