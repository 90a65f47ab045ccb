// What the gate promises, and whether simulation finds it kept.
//
//   for (const PromiseRow& row : CheckPromises({.studies = 2000}))
//     if (!row.kept()) fmt::print("{}: {} of {} studies\n", row.promise, row.seen, row.studies);
//
// One table for the test of CI (few studies each), for `lab selftest --statistics` (many) and for
// docs/statistics.md, which shows what the latter printed.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace lab::gate {

struct PromiseRow {
  std::string promise;  ///< "false regressions at the limit"
  std::string on;       ///< "sonnet, AR 0.6, pairs, p95"
  int n = 0;            ///< trials a side; the median of them where a rule chooses
  int seen = 0;         ///< studies in which it happened
  int studies = 0;
  double promised = 0;  ///< share of studies
  bool at_most = true;  ///< else at least

  double observed() const { return studies == 0 ? 0 : static_cast<double>(seen) / studies; }
  /// The standard error of the observed share, were the promised the truth.
  double error() const;
  /// Not broken by more than three of its own errors: among a hundred rows that are exactly as
  /// promised, one in eight runs would have one beyond.
  bool kept() const;
};

struct PromiseOptions {
  int studies = 1000;      ///< of a row; a row of whole gates or of long runs has fewer
  std::uint64_t seed = 1;  ///< the same options give the same rows
  int resamples = 500;     ///< of each bootstrap
  /// Called before each row with how many are done and how many there are.
  std::function<void(int done, int of, const PromiseRow& next)> progress;
};

/// Every promise on every shape it is tried on, not yet tried: `seen` and `studies` are 0.
std::vector<PromiseRow> AllPromises();

/// Tries all of them. Some 0.5 ms a study.
std::vector<PromiseRow> CheckPromises(const PromiseOptions& options = {});

/// For people: one block a promise, one line a row, "BROKEN" behind one that is not kept. What
/// docs/statistics.md shows is this.
std::string PromiseText(const std::vector<PromiseRow>& rows);

}  // namespace lab::gate
