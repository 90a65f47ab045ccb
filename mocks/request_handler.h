// One request to the mock and its answer, from the parsed head to the last byte.
//
//   RequestHandler handler(state, http, log, std::move(request));
//   bool usable = co_await handler.Run();        // false: the connection must go
//
// Internal to the server; it joins a wire format, a model and the faults that the request meets.
// What is put on the wire goes through AnswerSender.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "framework/net/http_server.h"
#include "framework/runtime/loop.h"
#include "mocks/answer_sender.h"
#include "mocks/event_faults.h"
#include "mocks/fault_plan.h"
#include "mocks/lab_headers.h"
#include "mocks/server_state.h"
#include "mocks/wire/wire_format.h"
#include "mocks/write_log.h"

namespace lab::mocks {

class RequestHandler {
 public:
  /// `state`, `http` and `log` must outlive the answer.
  RequestHandler(ServerState& state, net::HttpServerConnection& http, WriteLog& log,
                 net::ServerRequest request);

  /// False when the connection is of no further use.
  Task<bool> Run();

 private:
  Task<bool> Reply();
  Task<bool> ReplyTo(const Route& route, LabHeaders lab);
  Task<bool> Ask(const Route& route, LabHeaders lab);
  Task<bool> Generate(LabHeaders lab);
  Task<bool> Stream(ModelAnswer& answer);
  Task<bool> StreamFaulty(ModelAnswer& answer);
  Task<bool> StreamWithLength(ModelAnswer& answer);
  Task<bool> Buffer(ModelAnswer& answer);
  Task<bool> SendBroken(std::string body);
  void PrintBegin(ModelAnswer& answer);
  void PrintNext(const std::optional<Piece>& piece, const ModelAnswer& answer);
  Task<bool> FailBeforeHead(Fault fault);
  Task<bool> SendJson(std::string body);
  Task<bool> SendModels(const Route& route);
  Task<bool> SendMethods(std::string allowed);
  Task<bool> SendError(WireError error);

  void Identify(std::string_view key, std::uint64_t content);
  std::optional<WireError> CheckMedia() const;
  const Fault* FindFault(FaultKind kind) const;
  const Fault* FaultBeforeHead() const;
  net::HttpResponseHead Head(int status, bool stream) const;
  WriterOptions StyleOfAnswer() const;

  ServerState& state_;
  net::HttpServerConnection& http_;
  WriteLog& log_;
  AnswerSender sender_;
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
};

}  // namespace lab::mocks
