// docs/mock.md has every fault, header, hint and field that the mock reads, and no other.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "framework/base/text.h"
#include "mocks/fault_plan.h"
#include "mocks/hints.h"
#include "mocks/lab_headers.h"
#include "mocks/profile.h"

namespace lab::mocks {
namespace {

using Names = std::set<std::string>;

std::string FileOfTree(const std::string& name) {
  const std::ifstream file(LAB_SOURCE_DIR "/" + name);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string WithoutBackslashes(std::string text) {
  std::erase(text, '\\');  // of a table's own bars
  return text;
}

/// What stands in backticks at the beginning of the rows of a section's table.
Names OnPage(const std::string& section) {
  const std::string page = FileOfTree("docs/mock.md");
  const std::size_t from = page.find("\n## " + section + "\n");
  EXPECT_NE(from, std::string::npos) << section;
  const std::string part = page.substr(from, page.find("\n## ", from + 1) - from);
  Names names;
  for (const std::string_view line : Split(part, '\n')) {
    if (!line.starts_with("| `")) continue;
    const std::string_view cell = line.substr(3, line.find('`', 3) - 3);
    EXPECT_TRUE(names.insert(WithoutBackslashes(std::string(cell))).second) << cell << " twice";
  }
  return names;
}

/// The list that a message ends with, behind `mark`.
Names ListedIn(const std::string& message, std::string_view mark) {
  Names names;
  const std::size_t at = message.find(mark);
  if (at == std::string::npos) return names;
  for (const std::string_view name : Split(std::string_view(message).substr(at + mark.size()), ','))
    names.emplace(Trim(name));
  return names;
}

constexpr std::string_view kList = "; it should be one of ";
constexpr const char* kNobody = "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq";

TEST(MockPage, HasEveryFaultAndNoOther) {
  const std::string message = ParseFaultRules(kNobody).error().message;
  const Names known = ListedIn(message, kList);
  EXPECT_EQ(known.size(), static_cast<std::size_t>(FaultKind::kWrongContentLength) + 1) << message;
  EXPECT_EQ(OnPage("Faults"), known);
}

TEST(MockPage, HasEveryConditionOfAFault) {
  const std::string page = FileOfTree("docs/mock.md");
  for (const char* name : {"p", "at", "from", "until"}) {
    EXPECT_TRUE(ParseFaultRules(std::string("bom ") + name + "=1").ok()) << name;
    EXPECT_THAT(page, testing::HasSubstr(std::string("'") + name + "='"));
  }
  EXPECT_THAT(ParseFaultRules("bom q=1").error().message,
              testing::HasSubstr("p=SHARE, at=INDEX or at=FIRST-LAST[,...], from=SECONDS, until="));
}

TEST(MockPage, HasEveryRequestHeaderAndNoOther) {
  const auto refused = ReadLabHeaders({{std::string("x-lab-") + kNobody, "1"}});
  EXPECT_EQ(OnPage("Request headers"), ListedIn(refused.error().message, kList));
}

TEST(MockPage, HasEveryHintAndNoOther) {
  const Names known = ListedIn(ParseHints(std::string(kNobody) + "=1").error().message, kList);
  EXPECT_GT(known.size(), 10U);
  EXPECT_EQ(OnPage("Hints"), known);
}

// "a.b[]" as YAML around `inner`: {a: {b: [inner]}}
std::string Nested(std::string_view path, std::string inner) {
  std::vector<std::string_view> keys = Split(path, '.');
  std::reverse(keys.begin(), keys.end());
  for (std::string_view key : keys) {
    if (key.empty()) continue;
    const bool list = key.ends_with("[]");
    if (list) key.remove_suffix(2);
    inner = "{" + std::string(key) + ": " + (list ? "[" + inner + "]" : inner) + "}";
  }
  return inner;
}

// The keys that may stand in the mapping at `path`; none where it is no mapping.
Names KeysAt(const std::string& path) {
  const std::string yaml = Nested(path, std::string("{") + kNobody + ": 1}");
  const Result<Profile> profile = ParseProfile(yaml, "p.yaml");
  EXPECT_FALSE(profile.ok()) << yaml;
  const std::string& message = profile.error().message;
  return message.find("unknown key") == std::string::npos ? Names() : ListedIn(message, kList);
}

void CollectFields(const std::string& path, Names& fields) {
  for (const std::string& key : KeysAt(path)) {
    const std::string below = path.empty() ? key : path + "." + key;
    if (const Names keys = KeysAt(below); !keys.empty() && keys != Names{"median", "sigma"}) {
      CollectFields(below, fields);
    } else if (!KeysAt(below + "[]").empty()) {
      CollectFields(below + "[]", fields);
    } else {
      fields.insert(below);
    }
  }
}

TEST(MockPage, HasEveryFieldOfAProfileAndNoOther) {
  Names fields;
  CollectFields("", fields);
  EXPECT_GT(fields.size(), 50U);
  EXPECT_EQ(OnPage("Profiles"), fields);
}

TEST(MockPage, StatesTheFormulaThatTheProfileStates) {
  const std::string header = FileOfTree("mocks/profile.h");
  const std::string page = FileOfTree("docs/mock.md");
  for (const char* line :
       {"TTFT = queue + ", "* regime * route * incident + noise", "step = (b0"}) {
    const std::size_t in_header = header.find(line);
    const std::size_t on_page = page.find(line);
    ASSERT_NE(in_header, std::string::npos) << line;
    ASSERT_NE(on_page, std::string::npos) << line;
    EXPECT_EQ(page.substr(on_page, page.find('\n', on_page) - on_page),
              header.substr(in_header, header.find('\n', in_header) - in_header));
  }
}

}  // namespace
}  // namespace lab::mocks
