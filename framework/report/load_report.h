// Everything that is told of a load run, computed once: what the text and the files are written
// from.
//
//   const LoadReport report = ReportLoad(run, slos);
//   WriteLoadText(report, {.colour = true}, std::cout);      // load_text.h
//   WriteLoadJson(report, file);                             // load_json.h
#pragma once

#include <vector>

#include "framework/measure/load_figures.h"
#include "framework/measure/load_rates.h"
#include "framework/measure/load_run.h"
#include "framework/measure/load_slo.h"
#include "framework/measure/load_trust.h"

namespace lab::report {

struct LoadReport {
  const measure::LoadRun* run = nullptr;
  std::vector<measure::LoadSlo> slos;
  std::vector<measure::LoadFigure> figures;
  std::vector<measure::LoadFigure> phases;
  measure::LoadRates rates;
  measure::LoadTrust trust;

  /// A percentile that was promised is not kept.
  bool slo_broken() const;
};

/// Points into `run`, which must outlive it.
LoadReport ReportLoad(const measure::LoadRun& run, std::vector<measure::LoadSlo> slos = {},
                      measure::Failures failures = measure::Failures::kLeftOut,
                      const measure::LoadLimits& limits = {});

}  // namespace lab::report
