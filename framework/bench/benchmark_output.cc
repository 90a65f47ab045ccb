#include "framework/bench/benchmark_output.h"

#include <benchmark/benchmark.h>

#include <memory>
#include <vector>

namespace lab {
namespace {

class QuietReporter final : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context& /*context*/) override { return true; }
  void ReportRuns(const std::vector<Run>& /*report*/) override {}
};

// "Will be removed in a future release", it says of itself.
std::unique_ptr<benchmark::BenchmarkReporter> NewCsvReporter() {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
  return std::make_unique<benchmark::CSVReporter>();
#pragma GCC diagnostic pop
}

class LateCsvReporter final : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context& context) override {
    csv_->SetOutputStream(&GetOutputStream());
    csv_->SetErrorStream(&GetErrorStream());
    return csv_->ReportContext(context);
  }
  void ReportRuns(const std::vector<Run>& report) override {
    runs_.insert(runs_.end(), report.begin(), report.end());
  }
  void Finalize() override {
    if (!runs_.empty()) csv_->ReportRuns(runs_);
  }

 private:
  std::unique_ptr<benchmark::BenchmarkReporter> csv_ = NewCsvReporter();
  std::vector<Run> runs_;
};

}  // namespace

void RunBenchmarks(const BenchmarkOutput& output) {
  QuietReporter quiet;
  LateCsvReporter printed;
  LateCsvReporter written;
  benchmark::BenchmarkReporter* console = &quiet;
  if (output.print) console = output.printed_as_csv ? &printed : nullptr;  // nullptr: its own
  benchmark::RunSpecifiedBenchmarks(console, output.written_as_csv ? &written : nullptr);
}

}  // namespace lab
