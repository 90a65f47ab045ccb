#include "framework/bench/case_counters.h"

#include <cmath>

#include "framework/measure/figures.h"

namespace lab {

std::map<std::string, double> CountersOf(const measure::CaseRecord& record) {
  std::map<std::string, double> counters;
  for (const auto& [name, value] : measure::MeanCounters(record))
    counters[measure::CounterName(name)] = value;
  for (const measure::Figure& figure : measure::FiguresOf(record)) {
    const std::string name(figure.info->name);
    counters[name] = figure.value;
    if (figure.low) counters[name + "_low"] = *figure.low;
    if (figure.high) counters[name + "_high"] = *figure.high;
  }
  std::erase_if(counters, [](const auto& counter) { return !std::isfinite(counter.second); });
  return counters;
}

}  // namespace lab
