#include "apps/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace lab::apps {
namespace {

using testing::HasSubstr;

std::string Scratch(const std::string& name) { return testing::TempDir() + name; }

TEST(Files, ReadWhatWasWrittenByteForByte) {
  const std::string name = Scratch("files_test_bytes");
  const std::string bytes("a\0b\r\n\xff", 6);
  ASSERT_TRUE(WriteFile(name, "a longer text that was here before").ok());
  ASSERT_TRUE(WriteFile(name, bytes).ok());
  const Result<std::string> read = ReadFile(name);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, bytes);
}

TEST(Files, NameWhatCannotBeRead) {
  for (const std::string name : {"/nowhere/x.json", "/tmp"}) {
    const Result<std::string> read = ReadFile(name);
    ASSERT_FALSE(read.ok()) << name;
    EXPECT_EQ(read.error().kind, ErrorKind::kConfig);
    EXPECT_THAT(read.error().message, HasSubstr(name + ": the file cannot be read"));
  }
}

TEST(Files, NameWhatCannotBeWritten) {
  const Result<void> written = WriteFile("/nowhere/x.json", "{}");
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.error().kind, ErrorKind::kIo);
  EXPECT_THAT(written.error().message, HasSubstr("/nowhere/x.json: the file cannot be written"));
}

TEST(Files, StandardInputIsOneFileOnly) {
  EXPECT_TRUE(CheckStdinOnce({"-", "a"}).ok());
  EXPECT_TRUE(CheckStdinOnce({"a", "a"}).ok());
  const Result<void> twice = CheckStdinOnce({"-", "-"});
  ASSERT_FALSE(twice.ok());
  EXPECT_EQ(twice.error().kind, ErrorKind::kUsage);
  EXPECT_THAT(twice.error().message, HasSubstr("standard input"));
}

}  // namespace
}  // namespace lab::apps
