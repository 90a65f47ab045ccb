// The cases that were compiled in, and the macros that put them there.
//
//   LAB_BASELINE_F(caching, SupportDesk, Uncached) {
//     trial.Show(co_await client().Send(Ask(trial)));
//   }
//
//   LAB_BENCHMARK_F(caching, SupportDesk, Paused) {
//     co_await client().Send(Ask(trial).CacheSystem());
//     co_await Pause(std::chrono::seconds(trial.arg()));
//     trial.Ask();
//     trial.Show(co_await client().Send(Again(trial).CacheSystem()));
//   }
//   LAB_OPTIONS_F(caching, SupportDesk, Paused)->ArgName("pause_s")->Arg(60)->Arg(600);
//
// The body is a coroutine with a parameter `lab::Trial& trial`, a member of a class derived from
// the fixture. Options chain behind LAB_OPTIONS_F as they do behind Google Benchmark's
// BENCHMARK_REGISTER_F.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <utility>
#include <vector>

#include "framework/base/time.h"
#include "framework/bench/fixture.h"
#include "framework/bench/place.h"
#include "framework/measure/reading.h"
#include "framework/measure/run.h"
#include "framework/stats/statistic.h"

namespace lab {

/// What a group may be judged by (measure/reading.h), as an experiment writes it: lab::kTtft,
/// lab::kFailures.
using enum measure::Metric;
using enum measure::Account;
inline constexpr stats::Statistic kP50 = stats::Statistic::Median();
inline constexpr stats::Statistic kP95 = stats::Statistic::P95();
inline constexpr stats::Statistic kP99 = stats::Statistic::Quantile(0.99);
inline constexpr stats::Statistic kMean = stats::Statistic::Mean();

/// One registered case. The setters return the case itself, for chaining. What makes no sense is
/// left aside and noted as a mistake, with file and line, which main() tells before anything runs.
class CaseDefinition {
 public:
  using Factory = std::function<std::unique_ptr<Fixture>()>;
  CaseDefinition(std::string suite, std::string group, std::string name, bool baseline,
                 Factory factory, Place place = {});
  /// Where the options that follow stand (LAB_OPTIONS_F).
  CaseDefinition* At(const std::source_location& location);

  /// One instance of the case for each call, with one argument.
  CaseDefinition* Arg(std::int64_t value) { return Args({value}); }
  /// The same with several arguments.
  CaseDefinition* Args(std::vector<std::int64_t> values);
  CaseDefinition* ArgName(std::string name) { return ArgNames({std::move(name)}); }
  /// What stands before the values in the case's name: "pause_s" gives "Paused/pause_s:60". The
  /// unit stands last.
  CaseDefinition* ArgNames(std::vector<std::string> names);
  /// A fixed model for this case; it is skipped, with a message, on a target that has no such
  /// model.
  CaseDefinition* Model(std::string model);
  /// This model where the target has it, else the run's own: a simulated server that shows what is
  /// looked at, and any provider.
  CaseDefinition* PreferModel(std::string model);
  /// A model that the case asks for by client(model), beside its own: the case is skipped, with a
  /// message, on a target that has no such model.
  CaseDefinition* Needs(std::string model);
  /// The case reckons with what its model costs: it is skipped, with a message, where the price
  /// table does not have that model.
  CaseDefinition* NeedsPrice();
  /// On a baseline: what its group is judged by. Chained, it is judged by each; the first one is
  /// what the table shows the change of, the first that is a time Google Benchmark's manual time.
  ///   ->CompareBy(lab::kTtft, lab::kP95)->CompareBy(lab::kTtft, lab::kP99)
  ///   ->CompareBy(lab::kFailures)->CompareBy("first sentence")   // a time of trial.Measure
  /// For a speed take kTpot, the time a token takes. Default: the median time to the first text
  /// that the user sees.
  CaseDefinition* CompareBy(measure::Quantity what, stats::Statistic statistic = kP50);
  /// Time from one trial's start to the next's, in simulated time (default 30 s). Longer trials
  /// follow each other at once.
  CaseDefinition* Every(Duration interval);
  /// How long a trial may take before it is given up and fails, for a case whose user pauses for
  /// hours (default: kTrialTimeout of case_runner.h). --trial-timeout overrules it.
  CaseDefinition* Timeout(Duration timeout);
  /// How many times the work of a usual trial one of this case is: it gets so many times fewer.
  CaseDefinition* Weight(std::int64_t times);
  /// Options that several cases share: `->Apply(OnEveryService)` calls OnEveryService(case).
  CaseDefinition* Apply(void (*options)(CaseDefinition*));

  /// Where its macro stands.
  const Place& place() const { return place_; }
  /// "suites/prompts/rules.cc:25: prompts/Rules/Long: WHAT"
  std::string Located(const std::string& what) const;
  /// What its options refused, each Located().
  const std::vector<std::string>& mistakes() const { return mistakes_; }

  const std::string& suite() const { return suite_; }
  const std::string& group() const { return group_; }
  const std::string& name() const { return name_; }
  bool baseline() const { return baseline_; }
  const std::string& model() const { return model_; }
  bool model_required() const { return model_required_; }
  const std::vector<std::string>& needs() const { return needs_; }
  bool price_needed() const { return price_needed_; }
  /// Never empty.
  std::vector<measure::Reading> judged_by() const;
  Duration every() const { return every_; }
  std::int64_t weight() const { return weight_; }
  /// 0: it says nothing.
  Duration timeout() const { return timeout_; }
  const std::vector<std::vector<std::int64_t>>& arg_lists() const { return arg_lists_; }
  const std::vector<std::string>& arg_names() const { return arg_names_; }
  std::unique_ptr<Fixture> NewFixture() const { return factory_(); }

 private:
  void Refuse(const std::string& what);
  std::string WhyNotBy(const measure::Reading& reading) const;
  bool TakesModel(const char* option, const std::string& model);

  std::string suite_;
  std::string group_;
  std::string name_;
  bool baseline_;
  Factory factory_;
  std::string model_;
  bool model_required_ = true;
  std::vector<std::string> needs_;
  bool price_needed_ = false;
  std::vector<measure::Reading> judged_by_;
  Duration every_ = std::chrono::seconds(30);
  std::int64_t weight_ = 1;
  Duration timeout_{};
  std::vector<std::vector<std::int64_t>> arg_lists_;
  std::vector<std::string> arg_names_;
  Place place_;
  Place options_place_;
  std::vector<std::string> mistakes_;
};

/// Called by the macros during static initialisation. Whether all of them make sense together is
/// asked later (RegistryMistakes).
CaseDefinition* RegisterCase(CaseDefinition definition);
/// nullptr when there is none.
CaseDefinition* FindCase(const std::string& suite, const std::string& group,
                         const std::string& name);

/// One case with one list of arguments: what is run, named and printed.
struct CaseInstance {
  const CaseDefinition* definition;
  std::vector<std::int64_t> args;
  /// The empty record of it: names, arguments, what its group is judged by.
  measure::CaseRecord NewRecord() const;
};

/// One for each list of arguments; one without any where it has none.
std::vector<CaseInstance> InstancesOf(const CaseDefinition& definition);

/// What is wrong with what was registered (mistakes.h): nothing of it is to be run then.
std::vector<std::string> RegistryMistakes();

/// All instances: suites by name, in each the groups in the order of registration with their
/// baseline first.
std::vector<CaseInstance> AllCases();

}  // namespace lab

#define LAB_CASE_CLASS_(suite, fixture, name) Lab_##suite##_##fixture##_##name##_Case

#define LAB_CASE_F_(suite, fixture, name, is_baseline)                                    \
  class LAB_CASE_CLASS_(suite, fixture, name) final : public fixture {                    \
    ::lab::Task<void> Run([[maybe_unused]] ::lab::Trial& trial) override;                 \
  };                                                                                      \
  [[maybe_unused]] static ::lab::CaseDefinition* const lab_##suite##_##fixture##_##name = \
      ::lab::RegisterCase(                                                                \
          {#suite, #fixture, #name, is_baseline,                                          \
           [] { return std::make_unique<LAB_CASE_CLASS_(suite, fixture, name)>(); },      \
           ::lab::Place(std::source_location::current())});                               \
  ::lab::Task<void> LAB_CASE_CLASS_(suite, fixture, name)::Run([[maybe_unused]] ::lab::Trial& trial)

/// Registers a case of `suite` on a fixture; the body follows in braces.
#define LAB_BENCHMARK_F(suite, fixture, name) LAB_CASE_F_(suite, fixture, name, false)
/// The same for the case that the others of this fixture are compared with.
#define LAB_BASELINE_F(suite, fixture, name) LAB_CASE_F_(suite, fixture, name, true)
/// Options of a case, behind its body: LAB_OPTIONS_F(suite, fixture, name)->Arg(1)->Arg(2);
#define LAB_OPTIONS_F(suite, fixture, name)                                                       \
  [[maybe_unused]] static ::lab::CaseDefinition* const lab_options_##suite##_##fixture##_##name = \
      lab_##suite##_##fixture##_##name->At(std::source_location::current())
