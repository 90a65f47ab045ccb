// What Google Benchmark prints and writes of the benchmarks that are registered.
//
//   RunBenchmarks({.print = true, .printed_as_csv = true});
#pragma once

namespace lab {

/// Google Benchmark's own flags say the form; of CSV it has to be known here.
struct BenchmarkOutput {
  bool print = false;           ///< to standard output
  bool printed_as_csv = false;  ///< --benchmark_format=csv
  bool written_as_csv = false;  ///< --benchmark_out_format=csv, and there is a file
};

/// Its CSV reporter takes the columns from the first case and ends the program at a counter that is
/// not among them (only what could be cached has a hit rate). So in CSV all cases are written
/// together, when the last one is done; a cell is empty where a case has no such counter.
void RunBenchmarks(const BenchmarkOutput& output);

}  // namespace lab
