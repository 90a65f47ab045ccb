// The flags of the suites' program as the tests write them: without the program's name.
//
//   EXPECT_EQ(Parse({"--runs=3"})->runs, 3);
//   EXPECT_THAT(Wrong({"--runs=0"}), HasSubstr("--runs"));
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "apps/gate_options.h"
#include "apps/suites_options.h"

namespace lab::apps {

inline Result<SuitesOptions> Parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "suites");
  return ParseSuitesOptions(static_cast<int>(arguments.size()), arguments.data());
}

/// The message of a usage error.
inline std::string Wrong(std::vector<const char*> arguments) {
  const Result<SuitesOptions> options = Parse(std::move(arguments));
  EXPECT_FALSE(options.ok());
  if (options) return "";
  EXPECT_EQ(options.error().kind, ErrorKind::kUsage);
  return options.error().message;
}

/// What the other side of --interleave comes to.
inline Result<SuitesOptions> Other(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "suites");
  const int count = static_cast<int>(arguments.size());
  const Result<SuitesOptions> options = ParseSuitesOptions(count, arguments.data());
  EXPECT_TRUE(options.ok()) << options.error().message;
  return OtherSide(count, arguments.data(), *options);
}

}  // namespace lab::apps
