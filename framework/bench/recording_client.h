// A client that tells the sink of each call how it ended.
//
//   CallDefaults defaults{.sink = sink};
//   RecordingClient client(std::move(inner), defaults);
//   Reply reply = co_await client.Send(request);          // sink->Add() when done
//
// Stands directly above the client that speaks to the provider, below every technique: a retry, a
// hedge's copy and a router's question are calls like any other. A call that is given up half-way
// is told of too, because it is billed.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "framework/llm/client.h"

namespace lab {

/// What a call gets that brings none of its own.
struct CallDefaults {
  std::shared_ptr<CallSink> sink;  ///< null: it is told to nobody
  std::string hints;
};

class RecordingClient final : public Client {
 public:
  /// `defaults` must outlive the client; they are looked at when a call comes in.
  RecordingClient(std::unique_ptr<Client> inner, const CallDefaults& defaults);

  /// A call without a key is given the sink's next one.
  Task<Reply> Answer(Request request, Call call) override;
  std::string_view model() const override { return inner_->model(); }

 private:
  std::unique_ptr<Client> inner_;
  const CallDefaults& defaults_;
};

}  // namespace lab
