// The tables of a run as text, and a line of them.
//
//   EXPECT_THAT(LineOf(Tables(TwoCases()), "Fast"), HasSubstr("~418"));
#pragma once

#include <cstddef>
#include <sstream>
#include <string>

#include "framework/report/comparison_table.h"

namespace lab::report {

inline std::string Tables(const measure::Run& run, const ReportOptions& options = {}) {
  std::ostringstream out;
  WriteComparisonTables(Analyse(run), options, out);
  return out.str();
}

/// The first that begins with it, the very first line aside.
inline std::string LineOf(const std::string& text, const std::string& beginning) {
  const std::size_t start = text.find("\n" + beginning) + 1;
  return text.substr(start, text.find('\n', start) - start);
}

}  // namespace lab::report
