// A Run as JSON and back: the file behind --out, the gate's baseline, what other programs read.
//
//   WriteRunJson(run, out);
//   Result<Run> run = ReadRunJson(text);
//
// Schema 1. Times are integers in nanoseconds, relative to the trial's start; the trial's start is
// on the loop's clock. The stamps of a request's tokens are columns ("stamp_ns": [...]), a column
// that holds nothing but its default is left out. Money is in US dollars. Units stand last in a
// name. A whole file has each case's "figures" (figures.h) beside its trials, for other programs;
// they are computed when it is written, and not read. One that is infinite (its
// answers were never seen, "never_seen") is null.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string_view>

#include "framework/base/result.h"
#include "framework/measure/run.h"

namespace lab::measure {

inline constexpr int kRunSchema = 1;

/// How much of each request is written.
enum class Detail : std::uint8_t {
  kWhole,    ///< every stamp of every token
  kOutline,  ///< what people look at and a digest of the rest (trial_outline.h): about a tenth
};

/// One line a trial, so that files can be compared by line.
void WriteRunJson(const Run& run, std::ostream& out, Detail detail = Detail::kWhole);

/// ErrorKind::kDecode for text that is not JSON, kConfig for another schema or a field of a wrong
/// type, with its path.
Result<Run> ReadRunJson(std::string_view text);

}  // namespace lab::measure
