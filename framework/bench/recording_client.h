// A client that writes down every request that passes through it.
//
//   RecordingClient client(std::move(inner), recorder);
//   recorder.Begin(trial_record, "caching/SupportDesk", 3);
//   co_await client.Send(request);           // appended to trial_record.samples when done
//
// A request that is given up half-way is written down too, because it is billed.
//
// It also gives each request its key, (group, trial, number in the trial), by which the mock draws:
// so the same request of two cases meets the same luck.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "framework/llm/client.h"
#include "framework/llm/prices.h"
#include "framework/measure/sample.h"

namespace lab {

/// Where samples go now; shared by all clients of a case.
class Recorder {
 public:
  /// `prices` must outlive the recorder.
  explicit Recorder(const PriceTable& prices) : prices_(prices) {}

  /// From now on into `record`, which must outlive the requests that are sent.
  void Begin(measure::TrialRecord& record, std::string key);
  /// "group/trial/number", counting up.
  std::string NextKey();
  void Add(measure::Sample sample);
  const PriceTable& prices() const { return prices_; }

 private:
  const PriceTable& prices_;
  measure::TrialRecord* record_ = nullptr;
  std::string key_;
  std::int64_t next_ = 0;
};

/// The record of one reply. `model` is the one asked for, in case the provider named none.
measure::Sample SampleOf(const Reply& reply, std::string_view model, const PriceTable& prices);
/// The record of one that was given up. Where the provider had not yet said what the prompt came
/// to, it is counted as `prompt`, all of it new: it had been sent, and will be billed.
measure::Sample SampleOfAbandoned(Reply reply, Tokens prompt, std::string_view model,
                                  const PriceTable& prices);

class RecordingClient final : public Client {
 public:
  /// `recorder` must outlive the client.
  RecordingClient(std::unique_ptr<Client> inner, Recorder& recorder);

  Task<Reply> Send(Request request) override;
  std::string_view model() const override { return inner_->model(); }

 private:
  std::unique_ptr<Client> inner_;
  Recorder& recorder_;
};

}  // namespace lab
