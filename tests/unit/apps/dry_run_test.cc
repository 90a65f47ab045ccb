#include "apps/dry_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "framework/llm/providers/provider_table.h"

namespace lab::apps {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

WorldOptions Live(const std::string& target, const std::string& model) {
  return {.model = model, .base_url = "http://127.0.0.1:9", .provider = FindProvider(target)};
}

std::string Written(const Forecast& forecast, const WorldOptions& live, double max_usd = 0) {
  std::ostringstream out;
  WriteForecast(forecast, live, max_usd, out);
  return out.str();
}

Forecast TwoSuites() {
  Forecast forecast;
  forecast.suites = {{.suite = "caching",
                      .cases = 2,
                      .spent = {.requests = 60,
                                .input = Tokens{1'200'000},
                                .output = Tokens{18'000},
                                .cost = Usd::FromDollars(3.5)},
                      .time = std::chrono::minutes(7)},
                     {.suite = "streaming",
                      .cases = 1,
                      .spent = {.requests = 30,
                                .input = Tokens{900},
                                .output = Tokens{6'000},
                                .cost = Usd::FromDollars(0.25)},
                      .time = std::chrono::seconds(90)}};
  forecast.profile = "claude-haiku-5-5";
  forecast.trials = 90;
  return forecast;
}

TEST(WriteForecast, HasALineASuiteAndOneForAll) {
  const std::string text = Written(TwoSuites(), Live("anthropic", "claude-haiku-5-5"));
  EXPECT_THAT(text, AllOf(HasSubstr("nothing was sent"), HasSubstr("90 trials"),
                          HasSubstr("an estimate"), HasSubstr("1,200,000"), HasSubstr("3.50"),
                          HasSubstr("1,200,900"), HasSubstr("24,000"), HasSubstr("3.75"),
                          HasSubstr("8.5"), Not(HasSubstr("--max-usd"))));
}

TEST(WriteForecast, SaysWhetherALimitWouldCutTheRun) {
  const WorldOptions live = Live("anthropic", "claude-haiku-5-5");
  EXPECT_THAT(Written(TwoSuites(), live, 3), HasSubstr("--max-usd 3 would cut the run"));
  EXPECT_THAT(Written(TwoSuites(), live, 5), HasSubstr("--max-usd 5 is more than that"));
}

TEST(WriteForecast, NamesNoSumOfMoneyThatIsNotKnown) {
  Forecast forecast = TwoSuites();
  for (SuiteForecast& row : forecast.suites) {
    row.spent.unpriced = row.spent.requests;
    row.spent.cost = Usd();
  }
  const std::string text = Written(forecast, Live("openai-compatible", "mine"), 5);
  EXPECT_THAT(text, AllOf(HasSubstr("not known"), HasSubstr("the price of 90 requests"),
                          Not(HasSubstr("0.00"))));
}

}  // namespace
}  // namespace lab::apps
