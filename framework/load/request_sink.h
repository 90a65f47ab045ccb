// Where the calls of one request of a load run are written down: one, or several where it is tried
// again.
//
//   auto sink = std::make_shared<RequestSink>(recorder, "load/17", prices);
//   out.call.sink = sink;
//   const Reply reply = co_await client.Send(std::move(out));
//   recorder.Ended(request, sink->Last(reply), loop.Now());
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "framework/llm/call.h"
#include "framework/llm/prices.h"
#include "framework/llm/reply.h"
#include "framework/load/load_recorder.h"

namespace lab::load {

class RequestSink final : public CallSink {
 public:
  /// Recorder and prices must outlive the calls.
  RequestSink(LoadRecorder& recorder, std::string key, const PriceTable& prices);
  /// What the last call was has nobody asked for: the request was given up, and is billed.
  ~RequestSink() override;

  void Add(const CallRecord& record) override;
  /// "load/17/0": the same request of two runs meets the same luck of the mock.
  std::string NextKey() override;

  /// The record of the last attempt; of one that never got as far as a call it is made of `reply`.
  measure::Sample Last(const Reply& reply);

 private:
  LoadRecorder& recorder_;
  std::string key_;
  const PriceTable& prices_;
  std::int64_t next_ = 0;
  std::optional<measure::Sample> last_;
};

}  // namespace lab::load
