#include "framework/report/confusion.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <set>

#include "framework/base/units.h"

namespace lab::report {
namespace {

Cell CountCell(const Confusion& confusion, const std::string& truth, const std::string& said) {
  const auto count = confusion.counts.find({truth, said});
  if (count == confusion.counts.end()) return {".", Tone::kDim};
  return {FormatCount(count->second), truth == said ? Tone::kGood : Tone::kBad};
}

// The others come behind the truths, and no label at all behind everything.
void AddOtherLabels(Confusion& confusion) {
  std::set<std::string> others;
  for (const auto& [pair, count] : confusion.counts) others.insert(pair.second);
  for (const std::string& truth : confusion.truths) others.erase(truth);
  const bool none = others.erase("") > 0;
  confusion.said = confusion.truths;
  confusion.said.insert(confusion.said.end(), others.begin(), others.end());
  if (none) confusion.said.emplace_back();
}

}  // namespace

Confusion ConfusionOf(const measure::CaseRecord& record) {
  Confusion confusion;
  std::set<std::string> truths;
  for (const measure::TrialRecord& trial : record.trials) {
    if (!trial.label) continue;
    ++confusion.trials;
    if (!trial.label->right()) ++confusion.wrong;
    ++confusion.counts[{trial.label->truth, trial.label->said}];
    truths.insert(trial.label->truth);
  }
  confusion.truths.assign(truths.begin(), truths.end());
  AddOtherLabels(confusion);
  return confusion;
}

void WriteConfusion(const std::string& name, const Confusion& confusion,
                    const RenderOptions& options, std::ostream& out) {
  out << fmt::format("  {}: {} of {} labels wrong\n", name, confusion.wrong, confusion.trials);
  std::vector<Column> columns{{"", "  truth", Align::kLeft}};
  for (const std::string& label : confusion.said)
    columns.push_back({"said", label.empty() ? "none" : label});
  TextTable table(columns);
  for (const std::string& truth : confusion.truths) {
    std::vector<Cell> row{{"  " + truth}};
    for (const std::string& label : confusion.said)
      row.push_back(CountCell(confusion, truth, label));
    table.AddRow(std::move(row));
  }
  table.Render(out, options);
}

}  // namespace lab::report
