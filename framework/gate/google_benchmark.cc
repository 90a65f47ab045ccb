#include "framework/gate/google_benchmark.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "framework/stats/moments.h"

namespace lab::gate {
namespace {

using Json = nlohmann::ordered_json;

// What the reader throws, caught before it returns.
struct Fault {
  std::string message;
};

// Numbers that are no measurement.
constexpr std::array<std::string_view, 8> kNotMeasured{
    "family_index", "per_family_instance_index", "repetitions", "repetition_index",
    "threads",      "allocs_per_iter",           "iterations",  "max_bytes_used"};

std::string TextOf(const Json& row, const char* name, const std::string& path,
                   std::optional<std::string> fallback = std::nullopt) {
  const auto field = row.find(name);
  if (field == row.end() && fallback) return *fallback;
  if (field == row.end()) throw Fault{fmt::format("{}.{} is missing", path, name)};
  if (!field->is_string())
    throw Fault{fmt::format("{}.{} is {} when it should be a string", path, name, field->dump())};
  return field->get<std::string>();
}

double NsPerUnit(const Json& row, const std::string& path) {
  const std::string unit = TextOf(row, "time_unit", path, "ns");
  constexpr std::array<std::pair<std::string_view, double>, 4> kUnits{
      {{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}}};
  for (const auto& [name, factor] : kUnits) {
    if (name == unit) return factor;
  }
  throw Fault{fmt::format("{}.time_unit is \"{}\" when it should be ns, us, ms or s", path, unit)};
}

bool IsMeasured(const std::string& name) {
  return std::find(kNotMeasured.begin(), kNotMeasured.end(), name) == kNotMeasured.end();
}

// The row's numbers by name, times in nanoseconds.
std::map<std::string, double> NumbersOf(const Json& row, const std::string& path) {
  std::map<std::string, double> numbers;
  const double factor = NsPerUnit(row, path);
  for (const auto& [name, value] : row.items()) {
    if (!value.is_number() || !IsMeasured(name)) continue;
    const bool time = name == "real_time" || name == "cpu_time";
    const double number = value.get<double>() * (time ? factor : 1);
    if (std::isfinite(number)) numbers[name] = number;
  }
  if (!numbers.contains("real_time")) throw Fault{path + ".real_time is missing"};
  return numbers;
}

class Reader {
 public:
  void Add(const Json& row, const std::string& path) {
    if (!row.is_object()) throw Fault{path + " should be an object"};
    const std::string name = TextOf(row, "name", path);
    // Up to version 1.5 there was no run_name; aggregates then carry their suffix in the name.
    BenchmarkCase& entry = CaseOf(TextOf(row, "run_name", path, name));
    if (row.value("error_occurred", false)) {
      entry.error = TextOf(row, "error_message", path, "it failed");
      entry.failed = true;
      return;
    }
    if (row.value("skipped", false)) {  // since version 1.8; its times are 0
      entry.error = TextOf(row, "skip_message", path, "it was skipped");
      return;
    }
    if (TextOf(row, "run_type", path, "iteration") == "aggregate") {
      AddAggregate(entry, row, path);
      return;
    }
    for (const auto& [column, value] : NumbersOf(row, path)) entry.samples[column].push_back(value);
  }

  BenchmarkFile Take() {
    for (BenchmarkCase& entry : file_.cases) {
      // The samples themselves say more. A mean alone is no mean without spread.
      if (!entry.samples.empty()) entry.moments.clear();
      std::erase_if(entry.moments,
                    [](const auto& column) { return std::isnan(column.second.deviation); });
    }
    return std::move(file_);
  }

 private:
  BenchmarkCase& CaseOf(const std::string& name) {
    for (BenchmarkCase& entry : file_.cases) {
      if (entry.name == name) return entry;
    }
    return file_.cases.emplace_back(BenchmarkCase{.name = name});
  }

  void AddAggregate(BenchmarkCase& entry, const Json& row, const std::string& path) {
    const std::string what = TextOf(row, "aggregate_name", path);
    if (what != "mean" && what != "stddev") return;
    const auto repetitions = row.find("repetitions");
    const bool counted = repetitions != row.end() && repetitions->is_number_integer();
    for (const auto& [column, value] : NumbersOf(row, path)) {
      constexpr double kNotYet = std::numeric_limits<double>::quiet_NaN();
      MeanAndDeviation& moments =
          entry.moments.try_emplace(column, MeanAndDeviation{.deviation = kNotYet}).first->second;
      (what == "mean" ? moments.mean : moments.deviation) = value;
      moments.n = counted ? repetitions->get<std::int64_t>() : 0;
    }
  }

  BenchmarkFile file_;
};

// The names of the outermost object, one after the other, without the values between them. Of a
// text that is no object it finds none; what is wrong with one that is broken, the reader says.
class OuterNames {
 public:
  explicit OuterNames(std::string_view text) : text_(text) {
    Skip();
    if (Behind() != '{') at_ = text_.size();
  }

  std::optional<std::string_view> Next() {
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '{' || c == '[') ++depth_;
      if (c == '}' || c == ']') --depth_;
      if (c != '"') continue;
      const std::string_view quoted = Quoted();
      Skip();
      if (depth_ != 1 || Behind() != ':') {
        --at_;  // the loop goes on with what follows
        continue;
      }
      ++at_;
      Skip();
      return quoted;
    }
    return std::nullopt;
  }

  /// The next character: behind Next() the first of the name's value. '\0' at the end.
  char Behind() const { return at_ < text_.size() ? text_[at_] : '\0'; }

 private:
  void Skip() {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (at_ == 0 && text_.starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
    at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size());
  }

  // What stands between the quotes, as it stands; moves behind them.
  std::string_view Quoted() {
    const std::size_t start = ++at_;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    const std::size_t end = std::min(at_, text_.size());
    at_ = std::min(at_ + 1, text_.size());
    return text_.substr(start, end - start);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

// Google Benchmark writes NaN and Infinity, which JSON does not have; null is none of our numbers.
std::string WithoutOddNumbers(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    if (quoted && rest[0] == '\\' && rest.size() > 1) {
      clean += text.substr(i++, 2);
      continue;
    }
    if (rest[0] == '"') quoted = !quoted;
    std::size_t length = 0;
    for (const std::string_view odd : {"NaN", "-NaN", "Infinity", "-Infinity"}) {
      if (!quoted && rest.starts_with(odd)) length = odd.size();
    }
    clean += length > 0 ? "null" : std::string(1, rest[0]);
    if (length > 0) i += length - 1;
  }
  return clean;
}

// The clock's speed wobbles, and the schema is that of the file.
constexpr std::array<std::string_view, 2> kNotOfTheRun{"mhz_per_cpu", "json_schema_version"};

std::vector<std::pair<std::string, std::string>> ContextOf(const Json& json) {
  std::vector<std::pair<std::string, std::string>> context;
  const auto fields = json.find("context");
  if (fields == json.end() || !fields->is_object()) return context;
  for (const auto& [name, value] : fields->items()) {
    const bool of_run =
        std::find(kNotOfTheRun.begin(), kNotOfTheRun.end(), name) == kNotOfTheRun.end();
    if (!of_run || value.is_structured() || value.is_null()) continue;
    context.emplace_back(name, value.is_string() ? value.get<std::string>() : value.dump());
  }
  return context;
}

bool MoreIsBetter(std::string_view column) {
  return column.ends_with("_per_second") || column.ends_with("_per_s");
}

// Google Benchmark puts a fixed number of iterations into the name, which says how long a benchmark
// ran and not which it is.
std::string WithoutIterations(std::string name) {
  constexpr std::string_view kMark = "/iterations:";
  const std::size_t mark = name.find(kMark);
  if (mark == std::string::npos) return name;
  const std::size_t end = name.find_first_not_of("0123456789", mark + kMark.size());
  return name.erase(mark, end == std::string::npos ? end : end - mark);
}

bool IsLike(const BenchmarkCase& entry, const std::string& name) {
  return WithoutIterations(entry.name) == WithoutIterations(name);
}

std::int64_t CountLike(const BenchmarkFile& file, const std::string& name) {
  return std::count_if(file.cases.begin(), file.cases.end(),
                       [&](const BenchmarkCase& entry) { return IsLike(entry, name); });
}

// In `file` what `name` is in `other`: the one of that name; else, where each of the two has one
// alone, the one that differs in its iterations.
const BenchmarkCase* Find(const BenchmarkFile& file, const BenchmarkFile& other,
                          const std::string& name) {
  const BenchmarkCase* like = nullptr;
  for (const BenchmarkCase& entry : file.cases) {
    if (entry.name == name) return entry.error ? nullptr : &entry;
    if (IsLike(entry, name)) like = &entry;
  }
  const bool alone = CountLike(file, name) == 1 && CountLike(other, name) == 1;
  return alone && !like->error ? like : nullptr;
}

MeanAndDeviation MomentsOf(const std::vector<double>& samples) {
  stats::Moments moments;
  for (double sample : samples) moments.Add(sample);
  return {.mean = moments.Mean(), .deviation = moments.StdDev(), .n = moments.Count()};
}

// Samples where there are some; else what is left of them.
std::optional<MeanAndDeviation> MomentsIn(const BenchmarkCase& entry, const std::string& column) {
  std::optional<MeanAndDeviation> found;
  const auto samples = entry.samples.find(column);
  const auto moments = entry.moments.find(column);
  if (moments != entry.moments.end()) found = moments->second;
  if (samples != entry.samples.end()) found = MomentsOf(samples->second);
  if (found && !(found->mean > 0)) return std::nullopt;
  return found;
}

bool AllPositive(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [](double value) { return value > 0; });
}

bool HasColumn(const BenchmarkCase& entry, const std::string& column) {
  return entry.samples.contains(column) || entry.moments.contains(column);
}

std::optional<Observation> ObservationOf(const BenchmarkCase& baseline,
                                         const BenchmarkCase& candidate,
                                         const std::string& column) {
  Observation observation{.case_name = baseline.name, .metric = column};
  observation.more_is_better = MoreIsBetter(column);
  const auto before = baseline.samples.find(column);
  const auto after = candidate.samples.find(column);
  if (before != baseline.samples.end() && after != candidate.samples.end()) {
    if (!AllPositive(before->second) || !AllPositive(after->second)) return std::nullopt;
    observation.baseline = before->second;
    observation.candidate = after->second;
    return observation;
  }
  observation.baseline_moments = MomentsIn(baseline, column);
  observation.candidate_moments = MomentsIn(candidate, column);
  if (!observation.baseline_moments || !observation.candidate_moments) return std::nullopt;
  observation.statistic = stats::Statistic::Mean();
  return observation;
}

bool Failed(const BenchmarkFile& file, const std::string& name) {
  return std::any_of(file.cases.begin(), file.cases.end(), [&](const BenchmarkCase& entry) {
    return IsLike(entry, name) && entry.failed;
  });
}

void NoteErrors(const BenchmarkFile& file, std::string_view side, std::vector<std::string>& notes) {
  for (const BenchmarkCase& entry : file.cases) {
    if (!entry.error) continue;
    notes.push_back(fmt::format("{}: not measured in the {}: {}", entry.name, side, *entry.error));
  }
}

}  // namespace

bool LooksLikeGoogleBenchmark(std::string_view text) {
  OuterNames names(text);
  while (const std::optional<std::string_view> name = names.Next()) {
    if (*name == "benchmarks") return names.Behind() == '[';
  }
  return false;
}

Result<BenchmarkFile> ReadGoogleBenchmark(std::string_view text) {
  const Json json = Json::parse(WithoutOddNumbers(text), nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) {
    return Error{ErrorKind::kDecode,
                 "the Google Benchmark file is not JSON; was it written to the end?"};
  }
  if (!json.is_object() || !json.contains("benchmarks") || !json["benchmarks"].is_array()) {
    return Error{ErrorKind::kConfig,
                 "the Google Benchmark file does not read: benchmarks should be an array"};
  }
  Reader reader;
  try {
    std::size_t index = 0;
    for (const Json& row : json["benchmarks"])
      reader.Add(row, fmt::format("benchmarks[{}]", index++));
  } catch (const Fault& fault) {
    return Error{ErrorKind::kConfig, "the Google Benchmark file does not read: " + fault.message};
  } catch (const Json::exception& fault) {
    return Error{ErrorKind::kConfig,
                 fmt::format("the Google Benchmark file does not read: {}", fault.what())};
  }
  BenchmarkFile file = reader.Take();
  file.context = ContextOf(json);
  return file;
}

Observed ObserveBenchmarks(const BenchmarkFile& baseline, const BenchmarkFile& candidate,
                           const std::vector<std::string>& columns) {
  Observed observed;
  NoteErrors(baseline, "baseline", observed.notes);
  NoteErrors(candidate, "candidate", observed.notes);
  for (const BenchmarkCase& entry : baseline.cases) {
    if (entry.error) continue;
    const BenchmarkCase* other = Find(candidate, baseline, entry.name);
    if (other == nullptr) {
      observed.only_baseline.push_back(entry.name);
      if (Failed(candidate, entry.name)) observed.failed.push_back(entry.name);
      continue;
    }
    for (const std::string& column : columns) {
      std::optional<Observation> observation = ObservationOf(entry, *other, column);
      if (observation) {
        observed.observations.push_back(*std::move(observation));
        continue;
      }
      if (HasColumn(entry, column) && !HasColumn(*other, column))
        observed.lost.push_back({entry.name, column});
      observed.notes.push_back(
          fmt::format("{}: not compared by {}: a side has no such number, one that is not above 0, "
                      "or a mean without its stddev",
                      entry.name, column));
    }
  }
  for (const BenchmarkCase& entry : candidate.cases) {
    if (!entry.error && Find(baseline, candidate, entry.name) == nullptr)
      observed.only_candidate.push_back(entry.name);
  }
  return observed;
}

}  // namespace lab::gate
