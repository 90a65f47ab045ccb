#include "framework/base/yaml_file.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <utility>

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
