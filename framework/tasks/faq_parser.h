// Reads the YAML of a Faq. For faq.cc only.
//
//   Result<FaqData> data = ParseFaq(yaml, "scenarios/faq.yaml");
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "framework/base/result.h"
#include "framework/tasks/faq.h"

namespace lab {

struct FaqData {
  std::string company;
  std::vector<FaqQuestion> questions;
  std::vector<FaqAnswer> answers;
  std::size_t intents = 0;
};

/// Errors as Faq::Parse says.
Result<FaqData> ParseFaq(std::string_view yaml, std::string_view file_name);

}  // namespace lab
