// docs/load.md: what it shows is run, and ends as it says.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "apps/subcommand.h"

namespace lab::apps {
namespace {

/// A command of the page.
struct Shown {
  std::vector<std::string> flags;
  int exit = kOk;
};

Shown Parsed(const std::string& line) {
  Shown shown;
  std::istringstream words(line);
  std::string word;
  words >> word >> word;  // lab load
  while (words >> word && word != "#") {
    const bool file = word.starts_with("scenarios/");
    shown.flags.push_back(file ? LAB_SOURCE_DIR "/" + word : word);
  }
  if (word == "#") words >> word >> word >> shown.exit;  // ends with 3
  return shown;
}

// A service of the reader's own is not here.
std::vector<std::string> CommandsOf(const std::string& page) {
  std::ifstream file(page);
  std::vector<std::string> commands;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("lab load ") && line.find("--url") == std::string::npos)
      commands.push_back(line);
  }
  return commands;
}

TEST(LoadPage, ItsCommandsRunAndEndAsItSays) {
  const std::vector<std::string> commands = CommandsOf(LAB_SOURCE_DIR "/docs/load.md");
  ASSERT_GE(commands.size(), 7U);
  for (const std::string& line : commands) {
    const Shown shown = Parsed(line);
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(Load(shown.flags, out, err), shown.exit) << line << '\n' << out.str() << err.str();
  }
}

}  // namespace
}  // namespace lab::apps
