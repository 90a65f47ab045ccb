// What all suites say together: a row a technique, and which of them to adopt first.
//
//   const Summary summary = SummaryOf(analysis);
//   for (const Recommendation& first : summary.adopt_first)
//     out << first.place << ' ' << first.name() << '\n';
//
// Each technique is set against the baseline of its own group: the groups ask different questions,
// so their times are not comparable, only their gains are.
//
// Of a technique that ran with several arguments the row is the setting with the highest score;
// the tables have them all.
//
// Adopt first: what is surely faster by the time that its group is judged by, or surely cheaper and
// as fast; at an accuracy that is surely within a point of the baseline's (pairs: Newcombe's
// interval); and that delivers what the baseline delivers (delivery.h). Ordered by score: the share
// of the time saved (where it is faster) plus the share of the money saved, each of its baseline's;
// more money spent counts against it, an estimated saving not for it.
//
// A score has an interval, by drawing whole trials again. Those whose intervals overlap the first
// one's share its place: they cannot be told apart, and with another seed another of them would
// lead. Of each group only what its best one does not surely beat is listed, since its cases are
// alternatives to each other.
//
// What is faster or cheaper but delivers less, or may answer worse, stands apart, with the reason.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "framework/report/analysis.h"
#include "framework/report/technique.h"
#include "framework/report/text_table.h"

namespace lab::report {

struct Recommendation {
  Technique technique;
  int place = 1;      ///< 1 is first
  bool tied = false;  ///< others share the place
  int alike = 1;      ///< settings of the technique that cannot be told apart; it is the best one

  /// "caching/ExactCache/Kept (2 settings alike)".
  std::string name() const;
};

struct Summary {
  std::vector<Technique> techniques;        ///< in the order of the run
  std::vector<Recommendation> adopt_first;  ///< best first
  std::vector<Technique> apart;             ///< in the order of the run
};

/// Points into `analysis`, which must outlive it.
Summary SummaryOf(const Analysis& analysis);

/// A row a technique; what to adopt first, best first; what stands apart, and why.
TextTable TechniquesTable(const Summary& summary);
TextTable AdoptTable(const Summary& summary, const SummaryOptions& options);
TextTable ApartTable(const Summary& summary);
/// Whether two groups or more were compared: of one, its table says it all.
bool IsWorthwhile(const Summary& summary);
/// The rule behind AdoptTable, in one sentence, what `=` says behind a place and `*` in a cell.
std::string AdoptRule(const Summary& summary);

/// For people. Nothing when fewer than two groups were compared: their tables say it all.
void WriteSummary(const Analysis& analysis, const SummaryOptions& options,
                  const RenderOptions& render, std::ostream& out);

}  // namespace lab::report
