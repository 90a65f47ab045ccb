#include "framework/bench/study.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <regex.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <set>

#include "framework/bench/case_counters.h"
#include "framework/measure/series.h"
#include "framework/runtime/parallel.h"

namespace lab {
namespace {

std::int64_t TrialsOf(const CaseInstance& instance, const StudyOptions& options) {
  return std::max<std::int64_t>(1, options.trials / instance.definition->weight());
}

// The records of one instance, over its repetitions.
class InstanceRun {
 public:
  /// `computed` is called when the first repetition is there.
  InstanceRun(CaseInstance instance, const StudyOptions& options, const WorldFactory& factory,
              std::function<void(const std::string&)> computed)
      : instance_(std::move(instance)),
        options_(options),
        factory_(factory),
        computed_(std::move(computed)),
        record_(instance_.NewRecord()) {}

  measure::CaseRecord&& TakeRecord() { return std::move(record_); }
  std::string name() const { return record_.full_name(); }
  // As many as there are, where a rule stopped them early.
  std::int64_t trials() const {
    const bool stopped = options_.until && ahead_ && !ahead_->trials.empty();
    return stopped ? static_cast<std::int64_t>(ahead_->trials.size())
                   : TrialsOf(instance_, options_);
  }

  // Computes ahead what the first call of Report() will ask for.
  // On several threads its trials are told of when they are asked for, for the sake of their order.
  void Prefetch() {
    const bool tell = options_.threads == 1;
    ahead_ = Compute(TrialsOf(instance_, options_), 0, options_.until, tell);
  }
  // Not from several threads at once.
  void TellOnce() {
    if (computed_) std::exchange(computed_, nullptr)(name());
  }

  // What Google Benchmark runs as the benchmark: once a repetition, and more often while it looks
  // for a number of iterations.
  void Report(benchmark::State& state) {
    const auto count = static_cast<std::int64_t>(state.max_iterations);
    const bool repetition = count == last_trials_;
    if (!repetition) record_.trials.clear();
    last_trials_ = count;
    const auto first = static_cast<std::int64_t>(record_.trials.size());
    const bool is_ahead = ahead_ && count == trials();
    measure::CaseRecord part = is_ahead ? *std::exchange(ahead_, std::nullopt)
                                        : Compute(count, first, std::nullopt, /*tell=*/true);
    if (is_ahead && options_.threads > 1) TellTrials(part);
    TellOnce();
    if (part.skipped) {
      record_.skipped = part.skipped;
      state.SkipWithError(part.skipped->c_str());
      return;
    }
    std::size_t next = 0;
    for (auto _ : state) state.SetIterationTime(ManualSeconds(part.trials[next++], record_.metric));
    for (const auto& [key, value] : CountersOf(part)) state.counters[key] = value;
    for (measure::TrialRecord& trial : part.trials) record_.trials.push_back(std::move(trial));
    record_.model = part.model;
  }

 private:
  measure::CaseRecord Compute(std::int64_t trials, std::int64_t first,
                              const std::optional<StopRule>& until, bool tell) const {
    const CaseOptions options{.seed = options_.seed,
                              .trials = trials,
                              .first_trial = first,
                              .paced = options_.paced,
                              .until = until,
                              .trial_done = tell ? options_.trial_done : nullptr};
    return RunCase(instance_, options, factory_);
  }

  void TellTrials(const measure::CaseRecord& part) const {
    if (!options_.trial_done) return;
    for (const measure::TrialRecord& trial : part.trials) options_.trial_done(part, trial);
  }

  // A trial without a time (it failed) counts as long as it took, at least a millisecond: Google
  // Benchmark repeats until it has seen enough time pass.
  static double ManualSeconds(const measure::TrialRecord& trial, measure::Metric metric) {
    const std::optional<double> value = measure::TrialValue(trial, metric);
    if (!value) return std::max(ToSeconds(trial.end - trial.start), 1e-3);
    return *value / 1000;
  }

  CaseInstance instance_;
  const StudyOptions& options_;
  const WorldFactory& factory_;
  std::function<void(const std::string&)> computed_;  // null once it was called
  measure::CaseRecord record_;
  std::optional<measure::CaseRecord> ahead_;
  std::int64_t last_trials_ = -1;
};

class QuietReporter final : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context& /*context*/) override { return true; }
  void ReportRuns(const std::vector<Run>& /*report*/) override {}
};

std::string FilterOf(const std::vector<std::string>& flags) {
  constexpr std::string_view kFlag = "--benchmark_filter=";
  std::string filter = ".";
  for (const std::string& flag : flags) {
    if (flag.starts_with(kFlag)) filter = flag.substr(kFlag.size());
  }
  return filter.empty() || filter == "all" ? "." : filter;
}

// Only what fits is registered. Google Benchmark would look at names with "/manual_time" behind
// them.
std::vector<std::string> WithoutFilter(std::vector<std::string> flags) {
  std::erase_if(flags,
                [](const std::string& flag) { return flag.starts_with("--benchmark_filter="); });
  flags.emplace_back("--benchmark_filter=all");  // whatever the environment says
  return flags;
}

Error NothingFits(const std::string& filter) {
  std::set<std::string> suites;
  for (const CaseInstance& instance : AllCases()) suites.insert(instance.definition->suite());
  return Error{ErrorKind::kUsage, fmt::format("--benchmark_filter={} fits no case; the suites are "
                                              "{} (--benchmark_list_tests lists every case)",
                                              filter, fmt::join(suites, ", "))};
}

Result<std::vector<CaseInstance>> Select(const std::string& filter) {
  std::vector<CaseInstance> selected;
  for (CaseInstance& instance : AllCases()) {
    const Result<bool> fits = FilterMatches(filter, instance.NewRecord().full_name());
    if (!fits) return fits.error();
    if (*fits) selected.push_back(std::move(instance));
  }
  if (selected.empty()) return NothingFits(filter);
  return selected;
}

void StartGoogleBenchmark(const std::vector<std::string>& flags) {
  static std::vector<std::string> storage;
  static std::vector<char*> arguments;
  arguments.clear();
  storage = {"suites"};
  storage.insert(storage.end(), flags.begin(), flags.end());
  for (std::string& argument : storage) arguments.push_back(argument.data());
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
}

void RegisterAll(std::vector<std::unique_ptr<InstanceRun>>& runs, const StudyOptions& options) {
  for (const std::unique_ptr<InstanceRun>& run : runs) {
    auto* registered = benchmark::RegisterBenchmark(
        run->name().c_str(),
        [target = run.get()](benchmark::State& state) { target->Report(state); });
    registered->UseManualTime()->Unit(benchmark::kMillisecond);
    if (options.fixed_trials)
      registered->Iterations(static_cast<benchmark::IterationCount>(run->trials()));
  }
}

void PrefetchAll(std::vector<std::unique_ptr<InstanceRun>>& runs, const StudyOptions& options) {
  ParallelFor(
      runs.size(), options.threads, [&](std::size_t i) { runs[i]->Prefetch(); },
      [&](std::size_t i) { runs[i]->TellOnce(); });
}

/// As Google Benchmark reads its filter: POSIX, extended. (<regex> takes ten seconds to compile.)
class Expression {
 public:
  explicit Expression(const std::string& text)
      : code_(regcomp(&compiled_, text.c_str(), REG_EXTENDED | REG_NOSUB)) {}
  Expression(const Expression&) = delete;
  Expression& operator=(const Expression&) = delete;
  ~Expression() {
    if (code_ == 0) regfree(&compiled_);
  }

  /// Empty when it is one.
  std::string fault() const {
    if (code_ == 0) return "";
    std::array<char, 256> text{};
    regerror(code_, &compiled_, text.data(), text.size());
    return text.data();
  }
  bool FoundIn(const std::string& name) const {
    return regexec(&compiled_, name.c_str(), 0, nullptr, 0) == 0;
  }

 private:
  regex_t compiled_{};
  int code_;  // after what it compiles
};

}  // namespace

Result<bool> FilterMatches(const std::string& filter, const std::string& name) {
  const bool negative = filter.starts_with('-');
  const Expression expression(negative ? filter.substr(1) : filter);
  if (expression.fault().empty()) return expression.FoundIn(name) != negative;
  return Error{ErrorKind::kUsage, fmt::format("--benchmark_filter={} is no regular expression: {}",
                                              filter, expression.fault())};
}

Study::Study(StudyOptions options, WorldFactory factory)
    : options_(std::move(options)), factory_(std::move(factory)) {}

Result<std::vector<std::string>> SelectedCases(const std::vector<std::string>& flags) {
  const Result<std::vector<CaseInstance>> selected = Select(FilterOf(flags));
  if (!selected) return selected.error();
  std::vector<std::string> names;
  for (const CaseInstance& instance : *selected) names.push_back(instance.NewRecord().full_name());
  return names;
}

Result<std::vector<measure::CaseRecord>> Study::Run(const std::vector<std::string>& flags) {
  Result<std::vector<CaseInstance>> selected = Select(FilterOf(flags));
  if (!selected) return selected.error();
  std::vector<std::unique_ptr<InstanceRun>> runs;
  std::size_t done = 0;
  const auto computed = [&](const std::string& name) {
    if (options_.progress) options_.progress(++done, runs.size(), name);
  };
  for (CaseInstance& instance : *selected) {
    runs.push_back(
        std::make_unique<InstanceRun>(std::move(instance), options_, factory_, computed));
  }
  StartGoogleBenchmark(WithoutFilter(flags));
  for (const auto& [key, value] : options_.context) benchmark::AddCustomContext(key, value);
  // A rule that stops early decides the number of iterations, so it goes first.
  const bool ahead = options_.threads > 1 || options_.until;
  if (options_.fixed_trials && ahead) PrefetchAll(runs, options_);
  RegisterAll(runs, options_);
  QuietReporter quiet;
  benchmark::RunSpecifiedBenchmarks(options_.print_console ? nullptr : &quiet);
  benchmark::Shutdown();
  benchmark::ClearRegisteredBenchmarks();  // they point to the runs, which end here

  std::vector<measure::CaseRecord> records;
  for (const std::unique_ptr<InstanceRun>& run : runs) records.push_back(run->TakeRecord());
  return records;
}

Result<std::vector<CasePair>> Study::RunInTurns(const std::vector<std::string>& flags,
                                                const WorldFactory& other) {
  const Result<std::vector<CaseInstance>> selected = Select(FilterOf(flags));
  if (!selected) return selected.error();
  std::vector<CasePair> pairs(selected->size());
  std::size_t done = 0;
  const auto run = [&](std::size_t i) {
    const CaseInstance& instance = (*selected)[i];
    const CaseOptions options{.seed = options_.seed,
                              .trials = TrialsOf(instance, options_),
                              .paced = options_.paced,
                              .until = std::nullopt};
    pairs[i] = RunCaseInTurns(instance, options, factory_, other);
  };
  const auto tell = [&](std::size_t i) {
    if (options_.progress) options_.progress(++done, pairs.size(), pairs[i].first.full_name());
  };
  ParallelFor(pairs.size(), options_.threads, run, tell);
  return pairs;
}

}  // namespace lab
