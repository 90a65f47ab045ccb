// What the framework costs a streamed request over a kept connection, the network left out: time,
// and how often memory is asked for.

#include <benchmark/benchmark.h>

#include <string>

#include "suites/overhead/allocations.h"
#include "suites/overhead/streamed_requests.h"

namespace {

/// allocations_per_request counts all of it: the request that is made, the call, the record.
void StreamedRequest(benchmark::State& state, const std::string& provider) {
  const int tokens = static_cast<int>(state.range(0));
  lab::overhead::StreamedRequests requests(
      provider, {.tokens = tokens, .prompt_bytes = static_cast<int>(state.range(1))});
  requests.Send(2);  // the connection, and what is kept from one request to the next
  const std::int64_t before = lab::overhead::Allocations();
  for (auto _ : state) requests.Send(1);
  const std::int64_t made = lab::overhead::Allocations() - before;
  if (requests.failed() > 0 || requests.tokens() != tokens) {
    state.SkipWithError("an answer was not what the service sent");
  }
  state.counters["allocations_per_request"] =
      static_cast<double>(made) / static_cast<double>(state.iterations());
}
BENCHMARK_CAPTURE(StreamedRequest, anthropic, "anthropic")
    ->ArgNames({"tokens", "prompt_bytes"})
    ->Args({1, 1000})
    ->Args({64, 1000})
    ->Args({64, 80'000});
BENCHMARK_CAPTURE(StreamedRequest, openai, "openai")
    ->ArgNames({"tokens", "prompt_bytes"})
    ->Args({1, 1000})
    ->Args({64, 1000})
    ->Args({64, 80'000});

}  // namespace
