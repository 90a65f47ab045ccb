#include "apps/dry_run.h"

#include <fmt/format.h>

#include <map>
#include <memory>
#include <ostream>
#include <utility>

#include "apps/worlds/profile_option.h"
#include "apps/worlds/sim_world.h"
#include "framework/report/text_table.h"

namespace lab::apps {
namespace {

using Meters = std::map<std::string, std::shared_ptr<SpendMeter>, std::less<>>;

std::string SuiteOf(std::string_view case_name) {
  return std::string(case_name.substr(0, case_name.find('/')));
}

// A live run begins each trial when the one before has ended.
Duration TimeOf(const measure::CaseRecord& record) {
  return record.trials.empty() ? Duration::zero() : record.trials.back().end.time_since_epoch();
}

SuiteForecast& RowOf(std::vector<SuiteForecast>& rows, const std::string& suite) {
  if (rows.empty() || rows.back().suite != suite) rows.push_back({.suite = suite});
  return rows.back();
}

Forecast Sum(const std::vector<measure::CaseRecord>& records, const Meters& meters) {
  Forecast forecast;
  for (const measure::CaseRecord& record : records) {
    SuiteForecast& row = RowOf(forecast.suites, record.suite);
    forecast.trials += static_cast<std::int64_t>(record.trials.size());
    if (record.skipped) {
      forecast.skipped.push_back(fmt::format("{}: {}", record.full_name(), *record.skipped));
      continue;
    }
    ++row.cases;
    row.time += TimeOf(record);
    row.spent = meters.at(record.suite)->total();
  }
  return forecast;
}

SuiteForecast TotalOf(const Forecast& forecast) {
  SuiteForecast total{.suite = "all"};
  for (const SuiteForecast& row : forecast.suites) {
    total.cases += row.cases;
    total.time += row.time;
    total.spent.requests += row.spent.requests;
    total.spent.input += row.spent.input;
    total.spent.output += row.spent.output;
    total.spent.cost += row.spent.cost;
    total.spent.unpriced += row.spent.unpriced;
  }
  return total;
}

std::string CostText(const SpendTotal& spent) {
  if (spent.requests > 0 && spent.unpriced == spent.requests) return "not known";
  return fmt::format("{}{:.2f}", spent.unpriced > 0 ? ">" : "", spent.cost.dollars());
}

void AddRow(report::TextTable& table, const SuiteForecast& row) {
  table.AddRow({{row.suite},
                {FormatCount(row.cases)},
                {FormatCount(row.spent.requests)},
                {FormatCount(row.spent.input.count)},
                {FormatCount(row.spent.output.count)},
                {CostText(row.spent)},
                {fmt::format("{:.1f}", ToMs(row.time) / 60'000)}});
}

void WriteLimit(const SpendTotal& total, double max_usd, std::ostream& out) {
  if (max_usd <= 0 || total.unpriced > 0) return;  // there a limit is refused
  const bool fits = total.cost.dollars() <= max_usd;
  out << fmt::format("--max-usd {:g} {}\n", max_usd,
                     fits ? "is more than that" : "would cut the run before its end");
}

}  // namespace

Result<Forecast> ForecastOf(const WorldOptions& live, StudyOptions study,
                            const std::vector<std::string>& flags) {
  const Result<std::vector<std::string>> names = SelectedCases(flags);
  if (!names) return names.error();
  Meters meters;
  for (const std::string& name : *names) meters[SuiteOf(name)] = std::make_shared<SpendMeter>();
  WorldOptions simulated = live;
  simulated.any_model = true;
  const std::string profile = mocks::ProfileForModel(live.model).name;
  if (!CheckModel(live.model)) simulated.profile = profile;
  const Result<WorldFactory> factory = SimWorldFactory(simulated);
  if (!factory) return factory.error();
  const auto counted = [&](const WorldSpec& spec) {
    return Metered(*factory, meters.at(SuiteOf(spec.case_name)))(spec);
  };
  study.paced = false;
  Study played(std::move(study), counted);
  const Result<std::vector<measure::CaseRecord>> records = played.Run(flags);
  if (!records) return records.error();
  Forecast forecast = Sum(*records, meters);
  forecast.profile = profile;
  return forecast;
}

void WriteForecast(const Forecast& forecast, const WorldOptions& live, double max_usd,
                   std::ostream& out) {
  const SuiteForecast total = TotalOf(forecast);
  out << fmt::format(
      "dry run: nothing was sent. --target {}, {}: {} trials, an estimate from the same\n"
      "experiments in simulated time, with answers as profile {} gives them\n\n",
      live.provider->name, live.model, FormatCount(forecast.trials), forecast.profile);
  report::TextTable table({{"", "suite", report::Align::kLeft},
                           {"", "cases"},
                           {"", "requests"},
                           {"", "input tokens"},
                           {"", "output tokens"},
                           {"", "USD"},
                           {"", "minutes"}});
  for (const SuiteForecast& row : forecast.suites) AddRow(table, row);
  if (forecast.suites.size() > 1) AddRow(table, total);
  table.Render(out, {});
  if (total.spent.unpriced > 0) {
    out << fmt::format("the price of {} requests is not known (framework/llm/prices.json)\n",
                       FormatCount(total.spent.unpriced));
  }
  if (!forecast.skipped.empty()) {
    out << fmt::format("{} cases would be skipped; the first, {}\n", forecast.skipped.size(),
                       forecast.skipped[0]);
  }
  WriteLimit(total.spent, max_usd, out);
  out << "\nprices of " << PriceTable::Shipped().date() << '\n';
}

}  // namespace lab::apps
