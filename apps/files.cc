#include "apps/files.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

namespace lab::apps {

Result<std::string> ReadFile(const std::string& name) {
  std::ostringstream bytes;
  if (name == "-") {
    bytes << std::cin.rdbuf();
    return bytes.str();
  }
  std::ifstream file(name, std::ios::binary);
  // A folder opens like a file, and is read like an empty one.
  if (!file || std::filesystem::is_directory(name)) {
    return Error{ErrorKind::kConfig,
                 fmt::format("{}: the file cannot be read; - reads standard input", name)};
  }
  bytes << file.rdbuf();
  return bytes.str();
}

Result<void> CheckStdinOnce(const std::vector<std::string>& names) {
  if (std::count(names.begin(), names.end(), "-") < 2) return {};
  return Error{ErrorKind::kUsage,
               "- stands for standard input, which can be read once; name a file for the other"};
}

Result<void> WriteFile(const std::string& name, std::string_view bytes) {
  std::ofstream file(name, std::ios::binary);
  file << bytes;
  file.flush();
  if (!file) return Error{ErrorKind::kIo, fmt::format("{}: the file cannot be written", name)};
  return {};
}

}  // namespace lab::apps
