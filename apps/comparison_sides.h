// What the two sides of a comparison are, and what differs between them besides the code.
//
//   const ComparedSide before = SideOf(baseline, "main.json");
//   const ComparedSide after = SideOf(candidate, "branch.json");
//   SideText(before);               // "main.json: target anthropic, model claude-haiku-5-5, ..."
//   DifferencesOf(before, after);   // {{"model", "claude-haiku-5-5", "claude-sonnet-5-5"}}
#pragma once

#include <string>
#include <vector>

#include "framework/gate/google_benchmark.h"
#include "framework/measure/run.h"

namespace lab::apps {

/// Something that is so of a whole run, by name.
struct Fact {
  std::string name;
  std::string value;    ///< empty: the run does not say
  bool decides = true;  ///< two runs in which it differs measure two things; not so the date
  std::string unsaid = "(not said)";  ///< what a difference shows in place of an empty value
};

struct ComparedSide {
  std::string file;  ///< empty: measured just now
  std::vector<Fact> facts;
};

/// The target, model, profile, seed and what else decides a run, when it was made, and how much of
/// it there is.
ComparedSide SideOf(const measure::Run& run, const std::string& file);
/// What its "context" says.
ComparedSide SideOf(const gate::BenchmarkFile& file, const std::string& name);

/// On one line, without what the run does not say.
std::string SideText(const ComparedSide& side);

/// A fact that decides and is another one on the other side.
struct SideDifference {
  std::string what;
  std::string baseline;
  std::string candidate;
};
std::vector<SideDifference> DifferencesOf(const ComparedSide& baseline,
                                          const ComparedSide& candidate);

}  // namespace lab::apps
