// Reads a YAML file of ours: whatever is wrong in it becomes one error that names file and line.
//
//   TaskSet set;
//   const Result<void> read = ReadYaml(text, "tasks.yaml", [&set](const YAML::Node& root) {
//     if (!root["tasks"].IsSequence()) RefuseYaml(root, "'tasks' should be a list of tasks");
//     ...
//   });
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "framework/base/result.h"

namespace YAML {
class Node;
}

namespace lab {

/// Ends the reading: leaves ReadYaml's `reader`, as "file:line: message". For use inside it only.
[[noreturn]] void RefuseYaml(const YAML::Node& where, std::string message);

/// Hands the root to `reader`. ErrorKind::kConfig where the text is no YAML or was refused.
Result<void> ReadYaml(std::string_view yaml, std::string_view file_name,
                      const std::function<void(const YAML::Node&)>& reader);

}  // namespace lab
