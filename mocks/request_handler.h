// One request to the mock and its answer, from the parsed head to the last byte.
//
//   RequestHandler handler(state, http, std::move(request));
//   bool usable = co_await handler.Run();        // false: the connection must go
//
// Internal to the server; it joins a wire format, a model and the faults that the request meets.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "framework/net/http_server.h"
#include "framework/runtime/loop.h"
#include "mocks/event_faults.h"
#include "mocks/fault_plan.h"
#include "mocks/server_state.h"
#include "mocks/wire/wire_format.h"

namespace lab::mocks {

class RequestHandler {
 public:
  /// `state` and `http` must outlive the answer.
  RequestHandler(ServerState& state, net::HttpServerConnection& http, net::ServerRequest request);

  /// False when the connection is of no further use.
  Task<bool> Run();

 private:
  Task<bool> Reply();
  Task<bool> ReplyToKnownPath(const Route& route);
  Task<bool> Generate();
  Task<bool> Stream(ModelAnswer& answer);
  Task<bool> StreamFaulty(ModelAnswer& answer);
  Task<bool> StreamWithLength(ModelAnswer& answer);
  Task<bool> Buffer(ModelAnswer& answer);
  void PrintBegin(ModelAnswer& answer);
  void PrintNext(const std::optional<Piece>& piece, const ModelAnswer& answer);
  Task<bool> Perform(std::vector<WireStep> steps);
  Task<bool> FailBeforeHead(Fault fault);
  Task<bool> Send(int status, std::string body);
  Task<bool> SendError(WireError error);
  Task<bool> SendHtml(int status);
  Task<bool> SendWithWrongLength(net::HttpResponseHead head, std::string body);

  Result<std::vector<Fault>> CollectFaults(SimulatedModel& model);
  const Fault* FindFault(FaultKind kind) const;
  const Fault* FaultBeforeHead() const;
  net::HttpResponseHead Head(int status, bool stream) const;
  WriterOptions StyleOfAnswer() const;
  void Record(Time sent, std::size_t bytes);

  ServerState& state_;
  net::HttpServerConnection& http_;
  net::ServerRequest request_;
  const WireFormat* wire_ = nullptr;
  WireRequest parsed_;
  std::uint64_t seed_ = 0;  ///< of this request's identifiers
  std::string request_id_;
  std::optional<Admission> admission_;
  std::vector<Fault> faults_;
  std::unique_ptr<AnswerWriter> writer_;
  std::unique_ptr<EventFaults> event_faults_;  ///< null in the usual case
  std::string out_;                            ///< events that the next write sends; reused
  bool printed_all_ = false;
  Time due_ = kUnset;  ///< of what is in `out_`
  int write_ = 0;
  std::int64_t offset_ = 0;
};

}  // namespace lab::mocks
