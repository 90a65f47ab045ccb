#include "framework/report/load_report.h"

#include <algorithm>
#include <utility>

namespace lab::report {

bool LoadReport::slo_broken() const {
  return std::any_of(slos.begin(), slos.end(), [this](const measure::LoadSlo& slo) {
    return !measure::Holds(slo, figures).value_or(true);
  });
}

LoadReport ReportLoad(const measure::LoadRun& run, std::vector<measure::LoadSlo> slos,
                      measure::Failures failures, const measure::LoadLimits& limits) {
  LoadReport report{.run = &run, .slos = std::move(slos)};
  report.figures = measure::LoadFiguresOf(run, failures);
  report.phases = measure::LoadPhasesOf(run);
  report.rates = measure::LoadRatesOf(run, report.slos);
  report.trust = measure::LoadTrustOf(run, report.figures, report.rates, limits);
  return report;
}

}  // namespace lab::report
