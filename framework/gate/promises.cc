#include "framework/gate/promises.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <string_view>
#include <utility>

#include "framework/base/rng.h"
#include "framework/gate/judge.h"
#include "framework/gate/simulated_runs.h"
#include "framework/stats/percentile.h"
#include "framework/stats/statistic.h"

namespace lab::gate {
namespace {

using stats::Statistic;

constexpr double kLimit = 0.05;
constexpr double kTail = 0.025;

/// A row, and how one study of it is made: true where the thing happened.
struct Study {
  PromiseRow row;
  std::function<bool(Rng& rng, int resamples)> happens;
  int fewer = 1;  ///< a study that takes long is made so many times more seldom
};

std::string_view StatisticName(Statistic what) {
  if (what.is_mean()) return "mean";
  if (what == Statistic::Median()) return "p50";
  return what == Statistic::P95() ? "p95" : "p99";
}

std::string NameOf(const RunPlan& plan, std::string_view what) {
  return fmt::format("{}, {}, {}, {}{}", plan.shape->name, WeatherName(plan.weather),
                     plan.paired ? "pairs" : "two runs", what,
                     plan.answers > 1 ? fmt::format(", {} answers each", plan.answers) : "");
}

Observation DrawRow(Rng& rng, const RunPlan& plan, Statistic what) {
  Observation row = DrawRuns(rng, plan);
  row.statistic = what;
  return row;
}

Decision JudgeRow(const Observation& row, int resamples) {
  return Judge({row}, {.limit = kLimit, .resamples = resamples}).rows.front();
}

/// A row that is exactly at the limit and must not be called beyond it.
Study AtTheLimit(RunPlan plan, Statistic what, Ruling wrong) {
  const bool worse = wrong == Ruling::kRegression;
  plan.ratio = worse ? 1 + kLimit : 1 / (1 + kLimit);
  return {{.promise = fmt::format("false {}s at the limit", RulingName(wrong)),
           .on = NameOf(plan, StatisticName(what)),
           .n = plan.n,
           .promised = kTail},
          [=](Rng& rng, int resamples) {
            return JudgeRow(DrawRow(rng, plan, what), resamples).ruling == wrong;
          }};
}

Study FalseRegressions(const RunPlan& plan, Statistic what) {
  return AtTheLimit(plan, what, Ruling::kRegression);
}

Study Coverage(RunPlan plan, Statistic what) {
  plan.ratio = 1.2;
  return {{.promise = "the 95 % interval of a ratio holds the truth",
           .on = NameOf(plan, StatisticName(what)),
           .n = plan.n,
           .promised = 0.95,
           .at_most = false},
          [=](Rng& rng, int resamples) {
            const stats::Estimate ratio = JudgeRow(DrawRow(rng, plan, what), resamples).ratio;
            return ratio.low && *ratio.low <= plan.ratio && plan.ratio <= *ratio.high;
          }};
}

/// A whole gate of 12 cases, each by median, p95 and mean.
Study WholeGate(RunPlan plan, std::string_view where, double ratio) {
  plan.ratio = ratio;
  return {
      {.promise = "a gate of 36 rows raises any false regression",
       .on = NameOf(plan, where),
       .n = plan.n,
       .promised = kTail},
      [=](Rng& rng, int resamples) {
        std::vector<Observation> rows;
        for (int i = 0; i < 12; ++i) {
          Observation row = DrawRuns(rng, plan);
          for (const Statistic what : {Statistic::Median(), Statistic::P95(), Statistic::Mean()}) {
            row.statistic = what;
            rows.push_back(row);
          }
        }
        return Judge(rows, {.limit = kLimit, .resamples = resamples}).regressed();
      },
      8};
}

Study FalseFailures(int n, double share, bool paired) {
  return {{.promise = "false regressions of the share of failures",
           .on = fmt::format("{:.0f} % fail on both sides, {}", 100 * share,
                             paired ? "pairs" : "two runs"),
           .n = n,
           .promised = kTail},
          [=](Rng& rng, int resamples) {
            Observation row{.case_name = "case", .metric = "failed", .paired = paired};
            row.failures = true;
            for (int i = 0; i < n; ++i) {
              row.baseline.Add(rng.Chance(share) ? 1 : 0);
              row.candidate.Add(rng.Chance(share) ? 1 : 0);
            }
            return JudgeRow(row, resamples).ruling == Ruling::kRegression;
          }};
}

Study FailuresSeen(int n, double before, double after) {
  return {{.promise = "a share of failures that rose is seen",
           .on = fmt::format("{:.0f} % to {:.0f} %, two runs", 100 * before, 100 * after),
           .n = n,
           .promised = 0.8,
           .at_most = false},
          [=](Rng& rng, int resamples) {
            Observation row{.case_name = "case", .metric = "failed", .failures = true};
            for (int i = 0; i < n; ++i) {
              row.baseline.Add(rng.Chance(before) ? 1 : 0);
              row.candidate.Add(rng.Chance(after) ? 1 : 0);
            }
            return JudgeRow(row, resamples).ruling == Ruling::kRegression;
          }};
}

/// What independent data cost in power: n is the textbook's for 85 % at a normal logarithm, for a
/// change from the limit's 5 % to 10 %.
Study Power(bool paired, Statistic what) {
  constexpr double kSigma = 0.2;
  const double unit = what.is_mean() ? std::sqrt(2 * (std::exp(kSigma * kSigma) - 1))
                                     : kSigma * std::sqrt(std::numbers::pi);
  const double distance = std::log(1.10 / (1 + kLimit));
  const int n = static_cast<int>(std::ceil(std::pow((1.959964 + 1.036433) * unit / distance, 2)));
  return {{.promise = "a change of 10 % is seen at the textbook's n for 85 % power",
           .on = fmt::format("log-normal, independent, {}, {}", paired ? "pairs" : "two runs",
                             StatisticName(what)),
           .n = n,
           .promised = 0.75,
           .at_most = false},
          [=](Rng& rng, int resamples) {
            Observation row{.case_name = "case", .metric = "ms", .statistic = what};
            row.paired = paired;
            for (int i = 0; i < n; ++i) {
              row.baseline.Add(rng.LogNormal(400, kSigma));
              row.candidate.Add(rng.LogNormal(440, kSigma));
            }
            return JudgeRow(row, resamples).ruling == Ruling::kRegression;
          },
          4};
}

/// --until=ci:5%: look after 20 trials and every 10, stop where the median's interval is 5 % wide.
Study Stopping() {
  constexpr int kMost = 2000;
  return {{.promise = "the interval that --until=ci:5% stops at holds the truth",
           .on = "log-normal, independent, p50",
           .n = kMost,
           .promised = 0.90,
           .at_most = false},
          [](Rng& rng, int /*resamples*/) {
            std::vector<double> values;
            while (values.size() < kMost) {
              const int more = values.empty() ? 20 : 10;
              for (int i = 0; i < more; ++i) values.push_back(rng.LogNormal(400, 0.2));
              std::sort(values.begin(), values.end());
              const stats::Percentile median = stats::Quantile(values, 0.5);
              if (*median.high - *median.low <= 0.05 * median.value)
                return *median.low <= 400 && 400 <= *median.high;
            }
            return true;
          },
          4};
}

constexpr std::array kUsual{Statistic::Median(), Statistic::P95(), Statistic::Mean()};

void AddIndependent(std::vector<Study>& studies) {
  for (const Shape& shape : AllShapes()) {
    for (const bool paired : {true, false}) {
      const RunPlan plan{.shape = &shape, .paired = paired, .n = 120};
      for (const Statistic what : kUsual) studies.push_back(FalseRegressions(plan, what));
    }
  }
  for (const std::string_view name : {"sonnet", "log-normal"}) {
    for (const bool paired : {true, false}) {
      const RunPlan plan{.shape = &ShapeNamed(name), .paired = paired, .n = 400};
      Study p99 = FalseRegressions(plan, Statistic::Quantile(0.99));
      p99.fewer = 2;
      studies.push_back(p99);
    }
  }
  for (const Statistic what : kUsual) {
    studies.push_back(
        AtTheLimit({.shape = &ShapeNamed("sonnet"), .n = 120}, what, Ruling::kImprovement));
  }
}

void AddDependent(std::vector<Study>& studies) {
  for (const Weather weather : {Weather::kAr25, Weather::kAr60, Weather::kRegime}) {
    for (const bool paired : {true, false}) {
      const RunPlan plan{.shape = &ShapeNamed("log-normal"),
                         .weather = weather,
                         .paired = paired,
                         .n = 200,
                         .prompt_sigma = 0};
      for (const Statistic what : kUsual) studies.push_back(FalseRegressions(plan, what));
    }
  }
}

void AddClusters(std::vector<Study>& studies) {
  for (const Weather weather : {Weather::kNone, Weather::kAr60}) {
    const RunPlan plan{
        .shape = &ShapeNamed("log-normal"), .weather = weather, .n = 120, .answers = 8};
    for (const Statistic what : kUsual) studies.push_back(FalseRegressions(plan, what));
  }
}

std::vector<Study> Studies() {
  std::vector<Study> studies;
  AddIndependent(studies);
  AddDependent(studies);
  AddClusters(studies);
  for (const std::string_view name : {"log-normal", "pools"}) {
    for (const bool paired : {true, false}) {
      const RunPlan plan{.shape = &ShapeNamed(name), .paired = paired, .n = 120};
      for (const Statistic what : kUsual) studies.push_back(Coverage(plan, what));
    }
  }
  for (const bool paired : {true, false}) {
    const RunPlan plan{.shape = &ShapeNamed("sonnet"), .paired = paired, .n = 120};
    studies.push_back(WholeGate(plan, "all on the limit", 1 + kLimit));
    studies.push_back(WholeGate(plan, "no change", 1));
    studies.push_back(FalseFailures(200, 0.05, paired));
    studies.push_back(FalseFailures(200, 0.20, paired));
  }
  studies.push_back(FailuresSeen(150, 0, 0.08));
  for (const bool paired : {true, false}) {
    for (const Statistic what : {Statistic::Median(), Statistic::Mean()})
      studies.push_back(Power(paired, what));
  }
  studies.push_back(Stopping());
  std::stable_sort(studies.begin(), studies.end(),
                   [](const Study& a, const Study& b) { return a.row.promise < b.row.promise; });
  return studies;
}

}  // namespace

double PromiseRow::error() const {
  return studies == 0 ? 0 : std::sqrt(promised * (1 - promised) / studies);
}

bool PromiseRow::kept() const {
  const double room = 3 * error();
  return at_most ? observed() <= promised + room : observed() >= promised - room;
}

std::vector<PromiseRow> AllPromises() {
  std::vector<PromiseRow> rows;
  for (const Study& study : Studies()) rows.push_back(study.row);
  return rows;
}

std::vector<PromiseRow> CheckPromises(const PromiseOptions& options) {
  std::vector<PromiseRow> rows;
  const std::vector<Study> studies = Studies();
  for (const Study& study : studies) {
    PromiseRow row = study.row;
    if (options.progress)
      options.progress(static_cast<int>(rows.size()), static_cast<int>(studies.size()), row);
    row.studies = std::max(options.studies / study.fewer, 1);
    for (int i = 0; i < row.studies; ++i) {
      Rng rng = Rng::For(options.seed, row.promise + row.on, static_cast<std::uint64_t>(i));
      row.seen += study.happens(rng, options.resamples) ? 1 : 0;
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string PromiseText(const std::vector<PromiseRow>& rows) {
  std::string text;
  std::string_view promise;
  for (const PromiseRow& row : rows) {
    if (row.promise != promise) {
      promise = row.promise;
      text += fmt::format("{}{}: {} {:.1f} %\n", text.empty() ? "" : "\n", promise,
                          row.at_most ? "at most" : "at least", 100 * row.promised);
      text +=
          fmt::format("  {:<52}{:>6}{:>11}{:>9}{:>9}\n", "on", "n", "observed", "+-", "studies");
    }
    text += fmt::format("  {:<52}{:>6}{:>9.2f} %{:>7.2f} %{:>9}{}\n", row.on, row.n,
                        100 * row.observed(), 100 * row.error(), row.studies,
                        row.studies > 0 && !row.kept() ? "  BROKEN" : "");
  }
  return text;
}

}  // namespace lab::gate
