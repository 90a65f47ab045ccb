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
#include <vector>

#include "framework/base/result.h"

namespace YAML {
class Node;
}

namespace lab {

/// Ends the reading: leaves ReadYaml's `reader`, as "file:line: message". For use inside it only.
[[noreturn]] void RefuseYaml(const YAML::Node& where, std::string message);

/// What a message shows of a value: its text, cut (Quoted), or what it is.
std::string ShownYaml(const YAML::Node& value);

/// Refuses a key that is none of `known`, with the nearest one and then all of them, and one that
/// is there twice. `where` stands before the message: "task 3: ".
void AllowOnlyKeys(const YAML::Node& map, std::string_view where,
                   const std::vector<std::string>& known);

/// Hands the root to `reader`. ErrorKind::kConfig where the text is no YAML or was refused.
Result<void> ReadYaml(std::string_view yaml, std::string_view file_name,
                      const std::function<void(const YAML::Node&)>& reader);

}  // namespace lab
