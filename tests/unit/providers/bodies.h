// Request bodies for the tests of dialects: what would be sent, or why nothing can be.
//
//   EXPECT_EQ(Sent(AnthropicBody(request)), R"({"model":"m", ...})");
//   EXPECT_THAT(Complaint(AnthropicBody(request)), HasSubstr("max_tokens is 4096"));
#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "framework/base/result.h"

namespace lab {

/// The message of a usage error, or "" for none.
template <class T>
std::string Complaint(const Result<T>& checked) {
  if (checked) return "";
  EXPECT_EQ(checked.error().kind, ErrorKind::kUsage);
  return checked.error().message;
}

/// The JSON that would be sent, or the complaint.
inline std::string Sent(const Result<std::string>& body) {
  if (!body) return Complaint(body);
  EXPECT_TRUE(nlohmann::json::accept(*body)) << *body;
  return *body;
}

}  // namespace lab
