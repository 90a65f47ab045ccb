// Files of the command line, read and written as a whole.
//
//   const Result<std::string> text = ReadFile("results.json");
//   if (!text) return Annotate(text.error(), "--from");
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "framework/base/result.h"

namespace lab::apps {

/// Every byte of the file; "-" reads standard input to its end. ErrorKind::kConfig names the file.
Result<std::string> ReadFile(const std::string& name);

/// ErrorKind::kUsage when several of `names` are "-": the first would take it all.
Result<void> CheckStdinOnce(const std::vector<std::string>& names);

/// Replaces the file. ErrorKind::kIo names it when it cannot be written to the end.
Result<void> WriteFile(const std::string& name, std::string_view bytes);

}  // namespace lab::apps
