#include "framework/bench/study.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <regex.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <iterator>
#include <memory>
#include <optional>
#include <set>

#include "framework/base/nearest_name.h"
#include "framework/base/text.h"
#include "framework/bench/benchmark_output.h"
#include "framework/bench/case_counters.h"
#include "framework/runtime/parallel.h"

namespace lab {
namespace {

/// How many trials a case gets.
struct TrialPlan {
  std::int64_t trials = 0;
  bool weighted = true;  ///< a heavy case gets fewer
  std::optional<StopRule> until;
  std::int64_t repetitions = 1;

  /// `trials` is a limit that is seldom reached.
  bool is_open() const { return until && until->seconds > 0; }
  std::int64_t TrialsOf(const CaseInstance& instance) const {
    return std::max<std::int64_t>(1, weighted ? trials / instance.definition->weight() : trials);
  }
};

// The records of one instance, over its repetitions.
class InstanceRun {
 public:
  /// `index` is its place in `tally`; what is referred to must outlive it.
  InstanceRun(std::size_t index, CaseInstance instance, const StudyOptions& options,
              const TrialPlan& plan, const WorldFactory& factory, ProgressTally& tally)
      : index_(index),
        instance_(std::move(instance)),
        options_(options),
        plan_(plan),
        factory_(factory),
        tally_(tally),
        record_(instance_.NewRecord()),
        trials_(plan.TrialsOf(instance_)) {}

  measure::CaseRecord&& TakeRecord() { return std::move(record_); }
  std::string name() const { return record_.full_name(); }
  /// Of one repetition: as many as there are, where a rule stopped them early.
  std::int64_t trials() const { return trials_; }

  // Computes the first repetition ahead. On several threads its trials are told of when they are
  // asked for, for the sake of their order.
  void Prefetch() {
    ahead_ = Compute(trials_, 0, plan_.until, /*tell=*/options_.threads == 1);
    ahead_->trials.shrink_to_fit();
    if (!plan_.until || ahead_->trials.empty()) return;
    trials_ = static_cast<std::int64_t>(ahead_->trials.size());
    tally_.Replan(index_, trials_ * plan_.repetitions);
  }

  // What Google Benchmark calls: once a repetition, as the number of iterations is fixed.
  void Report(benchmark::State& state) {
    assert(state.max_iterations == trials_);
    measure::CaseRecord part = record_.skipped ? record_ : NextRepetition();
    if (part.skipped) {
      record_.skipped = part.skipped;
      state.SkipWithError(part.skipped->c_str());
      tally_.CaseEnds(index_);
      return;
    }
    if (part.cut) {
      state.SkipWithError("the run was cut in its midst");
      Keep(std::move(part));
      return;
    }
    std::size_t next = 0;
    const measure::Quantity time = part.judged_time().what;
    for (auto _ : state) state.SetIterationTime(SecondsOf(part.trials[next++], time));
    for (const auto& [key, value] : CountersOf(part)) state.counters[key] = value;
    Keep(std::move(part));
  }

 private:
  void Keep(measure::CaseRecord part) {
    record_.model = part.model;
    record_.cut = record_.cut || part.cut;
    std::move(part.trials.begin(), part.trials.end(), std::back_inserter(record_.trials));
  }

  measure::CaseRecord NextRepetition() {
    const auto first = static_cast<std::int64_t>(record_.trials.size());
    const bool is_ahead = ahead_.has_value();
    measure::CaseRecord part = is_ahead ? *std::exchange(ahead_, std::nullopt)
                                        : Compute(trials_, first, std::nullopt, /*tell=*/true);
    if (is_ahead && options_.threads > 1) TellTrials(part);
    return part;
  }

  measure::CaseRecord Compute(std::int64_t trials, std::int64_t first,
                              const std::optional<StopRule>& until, bool tell) const {
    const auto trial_done = [&](const measure::CaseRecord& record,
                                const measure::TrialRecord& trial) {
      tally_.TrialEnds(index_, record, trial);
      if (tell && options_.trial_done) options_.trial_done(record, trial);
    };
    const CaseOptions options{.seed = options_.seed,
                              .trials = trials,
                              .first_trial = first,
                              .paced = options_.paced,
                              .trial_timeout = options_.trial_timeout,
                              .until = until,
                              .trial_done = trial_done,
                              .stop = options_.stop};
    measure::CaseRecord record = RunCase(instance_, options, factory_);
    if (plan_.is_open() || record.skipped) tally_.CaseEnds(index_);
    return record;
  }

  void TellTrials(const measure::CaseRecord& part) const {
    if (!options_.trial_done) return;
    for (const measure::TrialRecord& trial : part.trials) options_.trial_done(part, trial);
  }

  std::size_t index_;
  CaseInstance instance_;
  const StudyOptions& options_;
  const TrialPlan& plan_;
  const WorldFactory& factory_;
  ProgressTally& tally_;
  measure::CaseRecord record_;
  std::int64_t trials_;
  std::optional<measure::CaseRecord> ahead_;
};

// The value of the last flag that begins with `name`.
std::optional<std::string_view> LastOf(const std::vector<std::string>& flags,
                                       std::string_view name) {
  std::optional<std::string_view> last;
  for (const std::string& flag : flags) {
    if (flag.starts_with(name)) last = std::string_view(flag).substr(name.size());
  }
  return last;
}

std::int64_t RepetitionsOf(const std::vector<std::string>& flags) {
  const auto text = LastOf(flags, "--benchmark_repetitions=");
  return text ? ParseInteger(*text).value_or(1) : 1;
}

bool IsCsv(const std::vector<std::string>& flags, std::string_view form) {
  return LastOf(flags, form).value_or("") == "csv";
}

BenchmarkOutput OutputOf(const std::vector<std::string>& flags, bool print) {
  return {.print = print,
          .printed_as_csv = IsCsv(flags, "--benchmark_format="),
          .written_as_csv = LastOf(flags, "--benchmark_out=").value_or("") != "" &&
                            IsCsv(flags, "--benchmark_out_format=")};
}

std::string FilterOf(const std::vector<std::string>& flags) {
  constexpr std::string_view kFlag = "--benchmark_filter=";
  std::string filter(LastOf(flags, kFlag).value_or("."));
  return filter.empty() || filter == "all" ? "." : filter;
}

// What is decided here is not left to Google Benchmark, whatever the environment says: only what
// fits is registered (it would look at names with "/manual_time" behind them), with its number of
// trials.
std::vector<std::string> WithoutOurs(std::vector<std::string> flags) {
  constexpr std::array<std::string_view, 4> kOurs{
      "--benchmark_filter=", "--benchmark_list_tests=", "--benchmark_min_time=",
      "--benchmark_min_warmup_time="};
  std::erase_if(flags, [&](const std::string& flag) {
    return std::any_of(kOurs.begin(), kOurs.end(),
                       [&](std::string_view ours) { return flag.starts_with(ours); });
  });
  for (const char* fixed : {"--benchmark_filter=all", "--benchmark_list_tests=false",
                            "--benchmark_min_time=0", "--benchmark_min_warmup_time=0"})
    flags.emplace_back(fixed);
  return flags;
}

Result<TrialPlan> PlanOf(const StudyOptions& options, const std::vector<std::string>& flags) {
  TrialPlan plan{
      .trials = options.trials, .until = options.until, .repetitions = RepetitionsOf(flags)};
  if (options.fixed_trials) return plan;
  constexpr std::string_view kFlag = "--benchmark_min_time=";
  const std::string_view text = LastOf(flags, kFlag).value_or("0.5");  // Google Benchmark's default
  const bool with_unit = text.ends_with('s') || text.ends_with('x');
  const double number = ParseNumber(text.substr(0, text.size() - (with_unit ? 1 : 0))).value_or(0);
  const bool counted = text.ends_with('x');
  if (number <= 0 || (counted && number != std::floor(number))) {
    return Error{ErrorKind::kUsage,
                 fmt::format("--benchmark_min_time={} when it should be seconds above 0 (0.5 or "
                             "0.5s) or a number of trials (20x)",
                             text)};
  }
  plan.weighted = false;
  if (counted) {
    plan.trials = number > 1e15 ? kMostTrials + 1 : static_cast<std::int64_t>(number);
    return plan;
  }
  plan.trials = kMostTimedTrials;
  plan.until = StopRule{.seconds = number};
  return plan;
}

Error NothingFits(const std::string& filter) {
  std::set<std::string> suites;
  std::vector<std::string> names;
  for (const CaseInstance& instance : AllCases()) {
    const measure::CaseRecord record = instance.NewRecord();
    suites.insert(record.suite);
    for (std::string name :
         {record.suite, record.group, record.name, record.short_name(),
          record.suite + "/" + record.group, record.group + "/" + record.name, record.full_name()})
      names.push_back(std::move(name));
  }
  const std::vector<std::string_view> views(names.begin(), names.end());
  const std::string meant = MeantName(Trim(filter, "^$-"), views);
  return Error{ErrorKind::kUsage,
               fmt::format("--benchmark_filter={} fits no case{}; the suites are "
                           "{} (--benchmark_list_tests lists every case)",
                           filter, meant, fmt::join(suites, ", "))};
}

Result<std::vector<CaseInstance>> Select(const std::string& filter) {
  if (const std::vector<std::string> mistakes = RegistryMistakes(); !mistakes.empty()) {
    return Error{
        ErrorKind::kUsage,
        fmt::format("nothing was run, as the experiments have {} mistake{}:\n  {}", mistakes.size(),
                    mistakes.size() == 1 ? "" : "s", fmt::join(mistakes, "\n  "))};
  }
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

void RegisterAll(std::vector<std::unique_ptr<InstanceRun>>& runs) {
  for (const std::unique_ptr<InstanceRun>& run : runs) {
    auto* registered = benchmark::RegisterBenchmark(
        run->name().c_str(),
        [target = run.get()](benchmark::State& state) { target->Report(state); });
    registered->UseManualTime()->Unit(benchmark::kMillisecond);
    registered->Iterations(static_cast<benchmark::IterationCount>(run->trials()));
  }
}

ProgressTally::Plan PlanOf(const std::vector<CaseInstance>& instances, const TrialPlan& plan,
                           std::int64_t times) {
  ProgressTally::Plan planned{.open = plan.is_open()};
  for (const CaseInstance& instance : instances)
    planned.trials.push_back(plan.TrialsOf(instance) * times);
  return planned;
}

bool IsCut(const measure::CaseRecord& record) { return record.cut; }

// Cut before a trial was complete.
bool IsUnbegun(const measure::CaseRecord& record) { return record.cut && record.trials.empty(); }

void PrefetchAll(std::vector<std::unique_ptr<InstanceRun>>& runs, const StudyOptions& options) {
  ParallelFor(
      runs.size(), options.threads, [&](std::size_t i) { runs[i]->Prefetch(); }, nullptr);
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
  const Result<TrialPlan> plan = PlanOf(options_, flags);
  if (!plan) return plan.error();
  ProgressTally tally(options_.progress, PlanOf(*selected, *plan, plan->repetitions));
  std::vector<std::unique_ptr<InstanceRun>> runs;
  for (CaseInstance& instance : *selected) {
    runs.push_back(std::make_unique<InstanceRun>(runs.size(), std::move(instance), options_, *plan,
                                                 factory_, tally));
  }
  StartGoogleBenchmark(WithoutOurs(flags));
  for (const auto& [key, value] : options_.context) benchmark::AddCustomContext(key, value);
  // A rule that stops early decides the number of iterations, so it goes first.
  if (options_.threads > 1 || plan->until) PrefetchAll(runs, options_);
  RegisterAll(runs);
  RunBenchmarks(OutputOf(flags, options_.print_console));
  benchmark::Shutdown();
  benchmark::ClearRegisteredBenchmarks();  // they point to the runs, which end here

  std::vector<measure::CaseRecord> records;
  for (const std::unique_ptr<InstanceRun>& run : runs) records.push_back(run->TakeRecord());
  progress_ = tally.progress();
  cut_ = std::any_of(records.begin(), records.end(), IsCut);
  std::erase_if(records, IsUnbegun);
  return records;
}

Result<std::vector<CasePair>> Study::RunInTurns(const std::vector<std::string>& flags,
                                                const WorldFactory& other) {
  const Result<std::vector<CaseInstance>> selected = Select(FilterOf(flags));
  if (!selected) return selected.error();
  const TrialPlan plan{.trials = options_.trials, .until = std::nullopt};
  std::vector<CasePair> pairs(selected->size());
  ProgressTally tally(options_.progress, PlanOf(*selected, plan, 2));
  const auto run = [&](std::size_t i) {
    const CaseInstance& instance = (*selected)[i];
    const CaseOptions options{
        .seed = options_.seed,
        .trials = plan.TrialsOf(instance),
        .paced = options_.paced,
        .trial_timeout = options_.trial_timeout,
        .until = std::nullopt,
        .trial_done = [&tally, i](const auto& record,
                                  const auto& trial) { tally.TrialEnds(i, record, trial); },
        .stop = options_.stop};
    pairs[i] = RunCaseInTurns(instance, options, factory_, other);
  };
  ParallelFor(pairs.size(), options_.threads, run, nullptr);
  progress_ = tally.progress();
  cut_ = std::any_of(pairs.begin(), pairs.end(),
                     [](const CasePair& pair) { return IsCut(pair.first) || IsCut(pair.second); });
  std::erase_if(
      pairs, [](const CasePair& pair) { return IsUnbegun(pair.first) || IsUnbegun(pair.second); });
  return pairs;
}

}  // namespace lab
