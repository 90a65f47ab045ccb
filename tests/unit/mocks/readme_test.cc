#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace lab::mocks {
namespace {

TEST(MocksReadme, HasEveryFileOfTheFolder) {
  const std::filesystem::path folder = std::filesystem::path(LAB_SOURCE_DIR) / "mocks";
  std::ifstream file(folder / "README.md");
  const std::string readme(std::istreambuf_iterator<char>(file), {});
  int headers = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().stem().string();
    const bool of_a_provider = name.starts_with("anthropic_") || name.starts_with("openai_");
    if (entry.path().extension() != ".h" || of_a_provider) continue;
    ++headers;
    const bool named = readme.find("`" + name + "`") != std::string::npos ||
                       readme.find("`wire/" + name + "`") != std::string::npos;
    EXPECT_TRUE(named) << entry.path() << " is in no table of mocks/README.md";
  }
  EXPECT_GT(headers, 30);
}

}  // namespace
}  // namespace lab::mocks
