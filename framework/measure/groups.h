// The cases of a run by group, each with the baseline that it is compared with. Whoever needs
// groups asks here, so that a table and a page cannot group differently.
//
//   for (const CaseGroup& group : GroupsOf(run)) {
//     for (const GroupedCase& member : group.cases) Compare(member.baseline, *member.record);
//   }
//
// A group is a suite and a fixture, wherever in the run its cases stand: what several workers
// measured and Merge() joined (merge.h) is not in one piece.
#pragma once

#include <string>
#include <vector>

#include "framework/measure/run.h"

namespace lab::measure {

struct GroupedCase {
  const CaseRecord* record = nullptr;
  const CaseRecord* baseline = nullptr;  ///< nullptr for a baseline itself, and where there is none
};

struct CaseGroup {
  std::string suite;
  std::string name;
  std::vector<GroupedCase> cases;  ///< never empty, in the order of the run
};

/// In the order in which each group's first case stands. Points into `run`, which must outlive it.
std::vector<CaseGroup> GroupsOf(const Run& run);

/// The baseline that `candidate`, a case of `run`, is compared with: of its suite and group the one
/// that shares the most arguments with it and has none that it lacks (one baseline for each value
/// of an argument; further arguments of the candidate do not matter); else the only one. nullptr
/// where that leaves none, or two that fit equally well.
const CaseRecord* BaselineOf(const Run& run, const CaseRecord& candidate);

}  // namespace lab::measure
