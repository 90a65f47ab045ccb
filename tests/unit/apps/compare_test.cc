// `lab compare` and `lab power` as they are called, on files.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "apps/files.h"
#include "apps/subcommand.h"
#include "framework/base/rng.h"
#include "framework/measure/run_json.h"
#include "tests/unit/measure/records.h"

namespace lab::apps {
namespace {

using measure::CaseOf;
using measure::TrialOf;
using measure::ViewOf;
using testing::AllOf;
using testing::HasSubstr;

struct Called {
  int exit = 0;
  std::string out;
  std::string err;
};

Called Call(int (*command)(const std::vector<std::string>&, std::ostream&, std::ostream&),
            const std::vector<std::string>& arguments) {
  std::ostringstream out;
  std::ostringstream err;
  const int exit = command(arguments, out, err);
  return {exit, out.str(), err.str()};
}

std::string Saved(const std::string& name, const std::string& text) {
  const std::string path = testing::TempDir() + "compare_test_" + name;
  EXPECT_TRUE(WriteFile(path, text).ok());
  return path;
}

/// A simulated run whose TTFT is about `ms`.
std::string RunFile(const std::string& name, double ms, std::uint64_t seed = 1, int trials = 30) {
  Rng rng(seed);
  measure::Run run;
  run.simulated = true;
  measure::CaseRecord record = CaseOf("Cached", {});
  for (int i = 0; i < trials; ++i)
    record.trials.push_back(TrialOf(i, {ViewOf({.first_token = rng.LogNormal(ms, 0.05)})}));
  run.cases = {record};
  std::ostringstream text;
  measure::WriteRunJson(run, text);
  return Saved(name, text.str());
}

std::string BenchmarkFile(const std::string& name, double ms) {
  Rng rng(5);
  std::string rows;
  for (int i = 0; i < 12; ++i) {
    rows += std::string(i == 0 ? "" : ",") +
            R"({"name":"BM_Parse","run_name":"BM_Parse","run_type":"iteration","time_unit":"ms",)" +
            R"("real_time":)" + std::to_string(rng.LogNormal(ms, 0.01)) + R"(,"cpu_time":1})";
  }
  return Saved(name, R"({"context":{"date":"x"},"benchmarks":[)" + rows + "]}");
}

TEST(Compare, FindsARegressionBetweenTwoRunFiles) {
  const std::string base = RunFile("base.json", 400);
  const std::string slow = RunFile("slow.json", 500);
  const Called found = Call(Compare, {base, slow, "--metric", "ttft_ms_p50"});
  EXPECT_EQ(found.exit, kRegression) << found.err;
  EXPECT_THAT(found.out, AllOf(HasSubstr("+25.0"), HasSubstr("regression")));
  EXPECT_EQ(Call(Compare, {slow, base, "--metric", "ttft_ms_p50"}).exit, kOk);
  EXPECT_EQ(Call(Compare, {base, slow, "--metric=ttft_ms_p50", "--limit=50%"}).exit, kOk);
}

TEST(Compare, TakesMetricsBeforeTheFilesAndSeveralAtOnce) {
  const std::string base = RunFile("base.json", 400);
  const Called outcome = Call(
      Compare, {"--metric", "ttft_ms_p50,ttft_ms_mean", "--metric=latency_ms_p50", base, base});
  EXPECT_EQ(outcome.exit, kOk) << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("ttft_ms_p50"), HasSubstr("ttft_ms_mean"),
                                 HasSubstr("latency_ms_p50")));
}

TEST(Compare, ReadsGoogleBenchmarksFiles) {
  const std::string base = BenchmarkFile("gb_base.json", 1);
  const std::string slow = BenchmarkFile("gb_slow.json", 1.2);
  const Called found = Call(Compare, {base, slow});
  EXPECT_EQ(found.exit, kRegression) << found.err;
  EXPECT_THAT(found.out, AllOf(HasSubstr("BM_Parse"), HasSubstr("real_time")));
  EXPECT_EQ(Call(Compare, {base, slow, "--metric", "cpu_time"}).exit, kOk);
}

TEST(Compare, PrintsEveryForm) {
  const std::string base = RunFile("base.json", 400);
  for (const char* form : {"table", "markdown", "json", "junit"})
    EXPECT_THAT(Call(Compare, {base, base, "--format", form}).out, HasSubstr("ttft_ms_p50"))
        << form;
}

TEST(Compare, RefusesWhatItCannotReadOrMean) {
  const std::string base = RunFile("base.json", 400);
  const auto refused = [&](const std::vector<std::string>& arguments, const std::string& words) {
    const Called outcome = Call(Compare, arguments);
    EXPECT_EQ(outcome.exit, kUsage) << words;
    EXPECT_EQ(outcome.out, "");
    EXPECT_THAT(outcome.err, HasSubstr(words));
  };
  refused({base}, "CANDIDATE");
  refused({base, "/nowhere.json"}, "/nowhere.json: the file cannot be read");
  refused({base, Saved("cut.json", "{\"schema\":1")}, "not JSON");
  refused({base, Saved("odd.json", "{}")}, "schema is missing");
  refused({base, BenchmarkFile("gb.json", 1)}, "of different kinds");
  refused({"-", "-"}, "standard input");
  refused({base, base, "--metric", "speed"}, "metric 'speed'");
  refused({base, base, "--limit", "5"}, "--limit is 5");
  refused({base, base, "--confidence", "0.4"}, "--confidence is 0.4");
  refused({base, base, "--format", "xml"}, "--format xml");
  refused({base, base, "--filter", "(("}, "--filter");
  refused({base, base, "--filter", "Nothing"}, "--filter Nothing fits no case");
  refused({base, testing::TempDir()}, "the file cannot be read");
}

TEST(Compare, NamesThePackerOfAPackedFile) {
  const std::string base = RunFile("base.json", 400);
  for (const auto& [bytes, packer] : {std::pair{std::string("\x1F\x8B\x08"), "gzip"},
                                      {std::string("PK\x03\x04"), "zip"},
                                      {std::string("\x28\xB5\x2F\xFD"), "zstd"},
                                      {std::string("\xFD"
                                                   "7zXZ"),
                                       "xz"}}) {
    const Called outcome = Call(Compare, {base, Saved("packed", bytes)});
    EXPECT_EQ(outcome.exit, kUsage);
    EXPECT_THAT(outcome.err, HasSubstr(std::string("packed by ") + packer));
  }
}

TEST(Compare, ReadsFilesOfAnotherSystemsLineEnds) {
  const std::string base = RunFile("base.json", 400);
  std::string text = *ReadFile(base);
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2)
    text.replace(at, 1, "\r\n");
  EXPECT_EQ(Call(Compare, {base, Saved("crlf.json", text), "--metric=ttft_ms_p50"}).exit, kOk);
}

TEST(Compare, TakesTheCasesThatTheFilterTakes) {
  const std::string base = RunFile("base.json", 400);
  EXPECT_EQ(Call(Compare, {base, base, "--filter", "Cached$", "--metric=ttft_ms_p50"}).exit, kOk);
  const std::string gb = BenchmarkFile("gb.json", 1);
  EXPECT_EQ(Call(Compare, {gb, gb, "--filter", "Parse"}).exit, kOk);
  EXPECT_EQ(Call(Compare, {gb, gb, "--filter", "Open"}).exit, kUsage);
}

TEST(Compare, PassesNoBenchmarkThatFailsNowWhateverMayBeMissing) {
  const std::string base = BenchmarkFile("gb.json", 1);
  const std::string broken = Saved(
      "gb_broken.json", R"({"benchmarks":[{"name":"BM_Parse","run_name":"BM_Parse",)"
                        R"("run_type":"iteration","error_occurred":true,"error_message":"no key",)"
                        R"("time_unit":"ms"}]})");
  const Called outcome = Call(Compare, {base, broken, "--allow-missing"});
  EXPECT_EQ(outcome.exit, kRegression) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("BM_Parse: not one success in the candidate"));
}

TEST(Compare, SaysWhichFilesItCompared) {
  const std::string base = RunFile("base.json", 400);
  const std::string gb = BenchmarkFile("gb.json", 1);
  EXPECT_THAT(Call(Compare, {base, base}).out, HasSubstr("baseline is " + base + ": time simu"));
  EXPECT_THAT(Call(Compare, {gb, gb}).out, HasSubstr("candidate is " + gb + ": date x"));
}

TEST(Compare, AFileOfNeitherKindIsNamedWithWhatItIs) {
  const std::string good = BenchmarkFile("gb.json", 1);
  const std::pair<std::string, std::string> cases[] = {
      {"", "the file is empty"},
      {"\xEF\xBB\xBF \n", "the file is empty"},
      {"name,iterations\n", "it begins 'name,iterations'"},
      {"Running ./b\n{\"benchmarks\":[]}", "it begins 'Running ./b"},
      {"[]", "it begins '[]'"},
      {std::string("\xFF\xFE{\0", 4), "JSON in UTF-8"},
      {"{\"benchmarks\":{}}", "no list \"benchmarks\""},
      {"{\"schema\":999}", "schema is 999"}};
  for (const auto& [text, words] : cases) {
    const std::string odd = Saved("odd", text);
    for (const std::vector<std::string>& files : {std::vector{good, odd}, {odd, good}}) {
      const Called outcome = Call(Compare, files);
      EXPECT_EQ(outcome.exit, kUsage) << text;
      EXPECT_THAT(outcome.err, AllOf(HasSubstr(odd + ": "), HasSubstr(words))) << text;
    }
  }
}

TEST(Power, NamesTheTrialsThatWouldShowTheChange) {
  const std::string pilot = RunFile("pilot.json", 400);
  const Called one = Call(Power, {"--from", pilot, "--metric", "ttft_ms_p50"});
  EXPECT_EQ(one.exit, kOk) << one.err;
  EXPECT_THAT(one.out, AllOf(HasSubstr("caching/SupportDesk/Cached"), HasSubstr("80 %"),
                             HasSubstr("trials needed")));
  const Called two = Call(Power, {"--from", pilot, "--from", RunFile("pilot2.json", 400, 2)});
  EXPECT_THAT(two.out, HasSubstr("(pairs)"));
  const Called guess = Call(Power, {"--sigma", "0.3", "--effect", "20%"});
  EXPECT_THAT(guess.out, HasSubstr("log-normal, sigma 0.3"));
}

TEST(Power, SaysWhichPilotWouldTellWhatThisOneCannot) {
  const Called some = Call(Power, {"--from", RunFile("pilot.json", 400)});
  EXPECT_EQ(some.exit, kOk) << some.err;
  EXPECT_THAT(some.out, HasSubstr("pilot n>=200"));
  const Called none = Call(Power, {"--from", RunFile("pilot.json", 400), "--metric=ttft_ms_p99"});
  EXPECT_EQ(none.exit, kUsage);
  EXPECT_THAT(none.out, HasSubstr("pilot n>=1000"));
}

/// The number before `word` in what a command printed.
std::string NumberBefore(const std::string& text, const std::string& word) {
  const std::size_t end = text.find(word);
  if (end == std::string::npos) return "none";
  const std::size_t start = text.find_last_not_of("0123456789", end - 1);
  return text.substr(start + 1, end - start - 1);
}

// Else 80 % becomes 69 % for want of a few dozen trials.
TEST(Power, CountsTheDecisionsThatCompareMakes) {
  const std::string pilot = RunFile("long.json", 400, 1, 250);
  for (const std::vector<std::string>& options :
       {std::vector<std::string>{},
        {"--metric", "ttft_ms_p50"},
        {"--metric", "ttft_ms_p50,latency_ms_p95", "--filter", "Cached"}}) {
    std::vector<std::string> compare{pilot, pilot};
    std::vector<std::string> power{"--from", pilot};
    compare.insert(compare.end(), options.begin(), options.end());
    power.insert(power.end(), options.begin(), options.end());
    const std::string decided = NumberBefore(Call(Compare, compare).out, " decision");
    EXPECT_EQ(NumberBefore(Call(Power, power).out, " decision"), decided);
    EXPECT_NE(decided, "none");
  }
}

TEST(Power, RefusesWhatNoNumberOfTrialsWouldShow) {
  const auto refused = [&](const std::vector<std::string>& arguments, const std::string& words) {
    const Called outcome = Call(Power, arguments);
    EXPECT_EQ(outcome.exit, kUsage) << words;
    EXPECT_THAT(outcome.err, HasSubstr(words));
  };
  refused({}, "--from RUN.json");
  refused({"--sigma", "0.3", "--effect", "4%"}, "--effect 4% is not beyond --limit 5%");
  refused({"--sigma", "0.3", "--metric", "x"}, "metric 'x'");
  refused({"--from", "/nowhere.json"}, "--from: /nowhere.json");
  refused({"--from", RunFile("base.json", 400), "--filter", "Uncached"}, "no case that fits");
  refused({"--sigma", "0.3", "--metric", "failed_share"}, "is a share");
  refused({"--from", RunFile("base.json", 400), "--filter", "(("}, "--filter");
  refused({"--sigma", "0.3", "--power", "100%"}, "--power 100%");
  refused({"--sigma", "0.3", "--alpha", "1e-300%"}, "--alpha 1e-300%");
  for (const char* sigma : {"nan", "inf", "1e300", "0"})
    refused({"--sigma", sigma}, std::string("--sigma: it is ") + sigma);
}

}  // namespace
}  // namespace lab::apps
