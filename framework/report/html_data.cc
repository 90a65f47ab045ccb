#include "framework/report/html_data.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "framework/measure/figures.h"
#include "framework/measure/pareto.h"
#include "framework/measure/scaling.h"
#include "framework/measure/trace.h"
#include "framework/report/comparison_table.h"
#include "framework/report/notes.h"
#include "framework/report/summary.h"
#include "framework/stats/percentile.h"

namespace lab::report {
namespace {

using Json = nlohmann::ordered_json;
using measure::CaseRecord;
using measure::Metric;
using measure::TrialRecord;

constexpr std::size_t kMostPoints = 128;
constexpr std::size_t kMostNodes = 300;
constexpr std::array<Metric, 4> kPlotted{Metric::kFirstVisible, Metric::kLatency, Metric::kTtft,
                                         Metric::kItl};

// Five significant digits: more than a screen has. null for what is no number.
Json Rounded(double value) {
  if (!std::isfinite(value)) return nullptr;
  if (value == 0) return 0.0;
  const double scale = std::pow(10, 4 - std::floor(std::log10(std::abs(value))));
  return std::round(value * scale) / scale;
}

// A script's numbers are whole up to 2^53 only; it shows text as it is.
Json SeedData(std::uint64_t seed) {
  constexpr std::uint64_t kMostExact = std::uint64_t{1} << 53U;
  return seed <= kMostExact ? Json(seed) : Json(std::to_string(seed));
}

std::string_view ToneName(Tone tone) {
  constexpr std::array<std::string_view, 4> kNames{"", "dim", "good", "bad"};
  return kNames[static_cast<std::size_t>(tone)];
}

Json TableData(const TextTable& table) {
  Json json;
  json["columns"] = Json::array();
  for (const Column& column : table.columns()) {
    json["columns"].push_back(
        {{"group", column.group}, {"title", column.title}, {"left", column.align == Align::kLeft}});
  }
  json["rows"] = Json::array();
  for (const std::vector<Cell>& row : table.rows()) {
    Json cells = Json::array();
    for (const Cell& cell : row) {
      if (cell.tone == Tone::kPlain) {
        cells.push_back(cell.text);
      } else {
        cells.push_back({cell.text, ToneName(cell.tone)});
      }
    }
    json["rows"].push_back(std::move(cells));
  }
  return json;
}

Json DistributionData(const CaseRecord& record, Metric metric) {
  const std::vector<double> sorted = SortedValues(record, metric);
  Json json{{"n", sorted.size()}, {"ms", Json::array()}, {"share", Json::array()}};
  if (measure::InfoOf(metric).pooled) json["pooled"] = true;  // no band: they are not independent
  for (const auto& [value, share] : ThinnedEcdf(sorted)) {
    if (std::isinf(value)) break;  // what never came is above every time that a plot can show
    json["ms"].push_back(Rounded(value));
    json["share"].push_back(Rounded(share));
  }
  return json;
}

Json NodeData(const measure::TraceNode& node, const TrialRecord& trial) {
  Json json{{"name", node.name},
            {"kind", measure::SpanKindName(node.kind)},
            {"depth", node.depth},
            {"start", Rounded(ToMs(node.start - trial.start))},
            {"end", Rounded(ToMs(node.end - trial.start))}};
  if (node.sample == nullptr) return json;
  if (IsSet(node.sample->timeline.first_token))
    json["first_token"] = Rounded(ToMs(node.sample->timeline.first_token - trial.start));
  if (node.sample->error) json["error"] = ErrorKindName(node.sample->error->kind);
  return json;
}

Json TraceData(const TrialRecord& trial, const char* what) {
  Json json{{"what", what},
            {"trial", trial.index},
            {"ms", Rounded(ToMs(trial.end - trial.start))},
            {"nodes", Json::array()}};
  const std::vector<measure::TraceNode> nodes = measure::TraceOf(trial);
  for (std::size_t i = 0; i < std::min(nodes.size(), kMostNodes); ++i) {
    json["nodes"].push_back(NodeData(nodes[i], trial));
  }
  json["left_out"] = nodes.size() - std::min(nodes.size(), kMostNodes);
  if (std::string never = measure::NeverStarted(trial); !never.empty())
    json["never_started"] = std::move(never);
  return json;
}

// The fastest, the median and the slowest, by the whole trial.
Json TracesData(const CaseRecord& record) {
  std::vector<const TrialRecord*> trials;
  for (const TrialRecord& trial : record.trials) {
    if (IsSet(trial.start) && IsSet(trial.end)) trials.push_back(&trial);
  }
  std::stable_sort(trials.begin(), trials.end(), [](const TrialRecord* a, const TrialRecord* b) {
    return a->end - a->start < b->end - b->start;
  });
  Json json = Json::array();
  if (trials.empty()) return json;
  json.push_back(TraceData(*trials[(trials.size() - 1) / 2], "median"));
  if (trials.size() < 3) return json;
  json.push_back(TraceData(*trials.front(), "fastest"));
  json.push_back(TraceData(*trials.back(), "slowest"));
  return json;
}

Json CaseData(const CaseResult& result) {
  const CaseRecord& record = *result.record;
  Json json{{"name", record.short_name()}, {"baseline", record.baseline}};
  for (const Metric metric : kPlotted)
    json["distributions"].push_back(DistributionData(record, metric));
  json["traces"] = TracesData(record);
  return json;
}

// Where nothing was graded, the frontier is that of latency and cost.
Json ParetoData(const Group& group) {
  std::vector<measure::Outcome> outcomes;
  Json points = Json::array();
  for (const CaseResult& result : group.cases) {
    const std::vector<double> latency = SortedValues(*result.record, Metric::kLatency);
    const std::optional<double> cost = result.totals.usd_per_1k();
    const auto accuracy = result.counters.find(std::string(measure::kAccuracy));
    const bool graded = accuracy != result.counters.end();
    if (latency.empty() || !cost || group.graded() != graded) continue;
    outcomes.push_back({.latency_ms_p50 = stats::QuantileValue(latency, 0.5),
                        .usd_per_1k = *cost,
                        .accuracy = graded ? accuracy->second : 0});
    points.push_back({{"name", result.record->short_name()},
                      {"ms", Rounded(outcomes.back().latency_ms_p50)},
                      {"usd", Rounded(*cost)}});
    if (result.totals.estimated > 0) points.back()["estimated"] = true;
    if (graded) points.back()["accuracy"] = Rounded(accuracy->second);
  }
  const std::vector<bool> best = measure::OnFrontier(outcomes);
  for (std::size_t i = 0; i < best.size(); ++i) points[i]["best"] = static_cast<bool>(best[i]);
  return points;
}

Json ScalingData(const measure::Scaling& scaling) {
  Json json{
      {"technique", scaling.technique}, {"knee", scaling.knee_index}, {"levels", Json::array()}};
  for (const measure::ScalingLevel& level : scaling.levels) {
    json["levels"].push_back({{"concurrency", level.concurrency},
                              {"per_second", Rounded(level.per_second)},
                              {"speedup", Rounded(level.speedup)},
                              {"efficiency", Rounded(level.efficiency)}});
  }
  return json;
}

Json ScalingsData(const Group& group, const std::vector<measure::Scaling>& scalings) {
  Json json = Json::array();
  for (const measure::Scaling& scaling : scalings) {
    if (scaling.suite == group.suite() && scaling.group == group.name())
      json.push_back(ScalingData(scaling));
  }
  return json;
}

std::vector<std::string> EveryFigure(const Group& group) {
  std::vector<std::string> names;
  for (const measure::FigureInfoPtr& info : measure::FigureInfosWith(group.own_times))
    names.emplace_back(info->name);
  return names;
}

Json GroupData(const Group& group, const measure::Run& run, const ReportOptions& options,
               const std::vector<measure::Scaling>& scalings) {
  Json json{{"suite", group.suite()}, {"name", group.name()}, {"models", ModelsOf(group)}};
  const auto metric = std::find(kPlotted.begin(), kPlotted.end(),
                                group.cases[0].record->judged_time().what.metric());
  json["metric"] = metric == kPlotted.end() ? 1 : metric - kPlotted.begin();
  json["table"] = TableData(ComparisonTable(group, options));
  json["figures"] = TableData(FiguresTable(group));
  json["figures_note"] = MarkNote(group, EveryFigure(group));
  json["notes"] = NotesOf(group, options);
  if (std::string modelled = ModelledNote(group, run); !modelled.empty())
    json["notes"].push_back(std::move(modelled));
  json["cases"] = Json::array();
  for (const CaseResult& result : group.cases) {
    if (!result.record->skipped) json["cases"].push_back(CaseData(result));
  }
  json["pareto"] = ParetoData(group);
  json["scalings"] = ScalingsData(group, scalings);
  return json;
}

Json SummaryData(const Analysis& analysis, const ReportOptions& options) {
  const Summary summary = SummaryOf(analysis);
  if (!IsWorthwhile(summary)) return nullptr;
  Json json{{"techniques", TableData(TechniquesTable(summary))}, {"rule", AdoptRule(summary)}};
  json["adopt"] =
      TableData(AdoptTable(summary, {.requests_per_month = options.requests_per_month}));
  json["apart"] = TableData(ApartTable(summary));
  return json;
}

}  // namespace

std::vector<std::pair<double, double>> ThinnedEcdf(const std::vector<double>& sorted) {
  const std::size_t n = sorted.size();
  std::vector<std::pair<double, double>> points;
  const auto add = [&](std::size_t rank) {
    const std::pair point{sorted[rank - 1], static_cast<double>(rank) / static_cast<double>(n)};
    if (points.empty() || points.back().second < point.second) points.push_back(point);
  };
  if (n <= kMostPoints) {
    for (std::size_t rank = 1; rank <= n; ++rank) add(rank);
    return points;
  }
  // Evenly up to p99, then as many steps again, each halving what is left.
  const std::size_t even = kMostPoints - 14;
  for (std::size_t i = 1; i <= even; ++i) add(std::max<std::size_t>(1, n * 99 * i / (100 * even)));
  for (std::size_t left = n - n * 99 / 100; left > 0; left /= 2) add(n - left);
  add(n);
  return points;
}

std::string HtmlData(const Analysis& analysis, const ReportOptions& asked) {
  ReportOptions options = asked;
  options.width = 0;  // the page scrolls
  const measure::Run& run = *analysis.run;
  Json json{{"trust", analysis.trust.line},        {"valid", analysis.trust.valid},
            {"version", run.config.tool_version},  {"target", run.config.target},
            {"model", run.config.model},           {"seed", SeedData(run.config.seed)},
            {"trials", run.config.trials},         {"filter", run.config.filter},
            {"price_date", run.config.price_date}, {"date", run.host ? run.host->date : ""}};
  json["metrics"] = Json::array();
  for (const Metric metric : kPlotted) json["metrics"].push_back(measure::MetricTitle(metric));
  if (!run.notes.empty()) json["notes"] = run.notes;
  json["summary"] = SummaryData(analysis, options);
  const std::vector<measure::Scaling> scalings = measure::ScalingsOf(run);
  json["groups"] = Json::array();
  for (const Group& group : analysis.groups)
    json["groups"].push_back(GroupData(group, run, options, scalings));
  return json.dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

}  // namespace lab::report
