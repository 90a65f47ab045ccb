// A batch of prompts, so many of them at a time, against a server that has room for 16 and lets 50
// through a second. Up to its room more at once is nearly free; beyond it requests only queue, and
// those that the limit turns away come back later. In simulation the server is llama-70b-tp4; a
// provider shows the curve of its own limits.

#include <algorithm>

#include "framework/lab.h"

namespace {

class Batch : public lab::Fixture {
 public:
  Batch() { Expect("output_tokens=8"); }

 protected:
  static constexpr std::int64_t kPrompts = 64;

  lab::Request Prompt(const lab::Trial& trial, std::int64_t number) {
    return lab::Request{.system = "Name the department that this belongs to, in a few words.",
                        .user = lab::Corpus::Question(kPrompts * trial.index() + number),
                        .max_tokens = lab::Tokens{32}}
        .Buffered();
  }

  // A turn at one of the slots, kept while a request that was turned away waits to come back.
  static lab::Task<lab::Reply> SendInTurn(lab::Semaphore& slots, lab::Client& client,
                                          lab::Request request) {
    const lab::Semaphore::Permit permit = co_await slots.Acquire();
    co_return co_await client.Send(std::move(request));
  }

  // The user has the batch when its last answer is there.
  static lab::Reply Whole(std::vector<lab::Reply> replies) {
    const auto ends_before = [](const lab::Reply& a, const lab::Reply& b) {
      return a.timeline.end < b.timeline.end;
    };
    lab::Reply last = *std::max_element(replies.begin(), replies.end(), ends_before);
    for (const lab::Reply& reply : replies) {
      if (!reply.ok()) last.error = reply.error;
    }
    return last;
  }

  lab::Task<void> WorkOff(lab::Trial& trial, std::int64_t concurrency) {
    const lab::RetryOptions stubborn{.max_attempts = 50,
                                     .first_backoff = std::chrono::milliseconds(100),
                                     .max_backoff = std::chrono::seconds(2),
                                     .budget = {.share = 1, .reserve = 1000, .most = 1000}};
    lab::Retry patient(loop(), client(), trial.rng("retry"), stubborn);
    lab::Semaphore slots(loop(), static_cast<std::size_t>(concurrency));
    std::vector<lab::Task<lab::Reply>> sends;
    for (std::int64_t i = 0; i < kPrompts; ++i) {
      sends.push_back(SendInTurn(slots, patient, Prompt(trial, i)));
    }
    std::vector<lab::Reply> replies = co_await lab::All(loop(), std::move(sends));
    trial.Show(Whole(std::move(replies)));
    trial.Note("turned away", static_cast<double>(patient.retries()));
  }
};

LAB_BASELINE_F(parallelism, Batch, OneAfterAnother) { co_await WorkOff(trial, trial.arg()); }
LAB_OPTIONS_F(parallelism, Batch, OneAfterAnother)
    ->PreferModel("llama-70b-tp4")
    ->ArgName("concurrency")
    ->Arg(1)
    ->Weight(8)
    ->CompareBy(lab::kLatency);

LAB_BENCHMARK_F(parallelism, Batch, AtOnce) { co_await WorkOff(trial, trial.arg()); }
LAB_OPTIONS_F(parallelism, Batch, AtOnce)
    ->PreferModel("llama-70b-tp4")
    ->Weight(8)
    ->ArgName("concurrency")
    ->Arg(2)
    ->Arg(4)
    ->Arg(8)
    ->Arg(16)
    ->Arg(32)
    ->Arg(64);

}  // namespace
