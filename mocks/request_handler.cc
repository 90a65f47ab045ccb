#include "mocks/request_handler.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "framework/base/hash.h"
#include "framework/runtime/event.h"
#include "framework/runtime/task_scope.h"
#include "mocks/wire/media_type.h"
#include "mocks/wire/model_list.h"
#include "mocks/wire/time_text.h"

namespace lab::mocks {

namespace {

/// What printing the answer needs of a request whose prompt the model has taken.
MockRequest NamesOf(const MockRequest& mock) {
  return {.family = mock.family,
          .model = mock.model,
          .stream = mock.stream,
          .thinking = mock.thinking,
          .visible_thinking = mock.visible_thinking,
          .key = mock.key};
}

// Done as well when the work threw: the scope has the exception, and nobody else would wake.
Task<void> FinishInto(Task<bool> work, bool* result, Event* done) {
  const SetOnExit guard(done);
  *result = co_await work;
}

Task<void> WatchPeer(net::HttpServerConnection* http, Event* done) {
  co_await http->PeerGone();
  done->Set();
}

/// A fault by header that this answer cannot meet.
const FaultRule* FirstForEvents(const std::vector<FaultRule>& rules) {
  const auto found = std::find_if(rules.begin(), rules.end(), [](const FaultRule& rule) {
    return ConcernsEventsOnly(rule.fault.kind);
  });
  return found == rules.end() ? nullptr : &*found;
}

}  // namespace

RequestHandler::RequestHandler(ServerState& state, net::HttpServerConnection& http, WriteLog& log,
                               net::ServerRequest request)
    : state_(state),
      http_(http),
      log_(log),
      sender_(state.loop, http, log, !request.http_1_0),
      request_(std::move(request)) {}

/// The answer, given up as soon as the peer is gone.
Task<bool> RequestHandler::Run() {
  bool usable = false;
  Event done(state_.loop);
  TaskScope scope(state_.loop);
  scope.Spawn(FinishInto(Reply(), &usable, &done));
  scope.Spawn(WatchPeer(&http_, &done));
  co_await done.Wait();
  scope.Cancel();
  scope.RethrowFailure();
  co_return usable;
}

void RequestHandler::Identify(std::string_view key, std::uint64_t content) {
  seed_ = HashCombine(state_.options.seed, content);
  request_id_ = wire_->NewRequestId(seed_);
  log_.BeginAnswer(key);
}

Task<bool> RequestHandler::Reply() {
  const Route route = FindRoute(request_.method, request_.target, request_.headers);
  wire_ = route.wire;
  Result<LabHeaders> lab = ReadLabHeaders(request_.headers);
  Identify(lab ? std::string_view(lab->key) : std::string_view(), Hash64(request_.body));
  if (lab) co_return co_await ReplyTo(route, std::move(*lab));
  WireError error = wire_->ErrorFor(400);
  error.message = lab.error().message;
  co_return co_await SendError(std::move(error));
}

Task<bool> RequestHandler::ReplyTo(const Route& route, LabHeaders lab) {
  switch (route.action) {
    case Action::kGenerate:
    case Action::kCountTokens:
      return Ask(route, std::move(lab));
    case Action::kListModels:
    case Action::kShowModel:
      return SendModels(route);
    case Action::kHealth:
      return SendJson(R"({"status":"ok"})");
    case Action::kVersion:
      return SendJson(R"({"version":"lab mock"})");
    case Action::kOptions:
      return SendMethods(route.allowed);
    case Action::kWrongMethod: {
      WireError error = wire_->WrongMethod(request_.method, route.path);
      error.headers.push_back({"allow", route.allowed});
      return SendError(std::move(error));
    }
    case Action::kNoSuchPath:
      break;
  }
  return SendError(wire_->NoSuchPath(request_.method, route.path));
}

/// What has a body that asks for something.
Task<bool> RequestHandler::Ask(const Route& route, LabHeaders lab) {
  std::optional<WireError> refusal = wire_->CheckAccess(request_.headers, state_.rules);
  if (!refusal) refusal = CheckMedia();
  if (refusal) return SendError(std::move(*refusal));
  WireRules rules = state_.rules;
  rules.needs_max_tokens = route.action == Action::kGenerate;
  ParsedRequest parsed = wire_->Parse(state_.document, request_.body, request_.headers, rules);
  if (auto* error = std::get_if<WireError>(&parsed)) return SendError(std::move(*error));
  parsed_ = std::move(std::get<WireRequest>(parsed));
  if (route.action == Action::kGenerate) return Generate(std::move(lab));
  return SendJson(fmt::format(R"({{"input_tokens":{}}})", parsed_.mock.prompt_tokens().count));
}

Task<bool> RequestHandler::Generate(LabHeaders lab) {
  MockRequest& mock = parsed_.mock;
  const FaultRule* idle = mock.stream ? nullptr : FirstForEvents(lab.faults);
  if (idle != nullptr) {
    WireError error = wire_->ErrorFor(400);
    error.message = fmt::format(
        "x-lab-fault: '{}' is about the events of a stream, and this answer is one body; ask with "
        "\"stream\": true",
        FaultName(idle->fault.kind));
    co_return co_await SendError(std::move(error));
  }
  mock.key = std::move(lab.key);
  mock.hints = std::move(lab.hints);
  mock.faults = std::move(lab.faults);
  state_.SetKey(mock);
  Identify(mock.key, Hash64(mock.key));
  SimulatedModel& model = state_.models.Find(mock.model);
  faults_ = state_.RequestFaults(mock);
  const std::vector<Fault> own = model.Faults(mock);
  faults_.insert(faults_.end(), own.begin(), own.end());
  if (const Fault* fault = FaultBeforeHead()) co_return co_await FailBeforeHead(*fault);
  admission_ = model.Admit(mock);
  if (admission_->rejected) {
    WireError error = wire_->RateLimited(mock, *admission_);
    co_return co_await SendError(std::move(error));
  }
  if (EventFaults::Concern(faults_)) {
    event_faults_ = std::make_unique<EventFaults>(faults_, wire_->EventsForFaults(request_id_));
  }
  if (mock.stream) writer_ = wire_->NewWriter(parsed_, StyleOfAnswer());
  MockRequest asked = std::exchange(mock, NamesOf(mock));
  std::unique_ptr<ModelAnswer> answer = co_await model.Start(std::move(asked));
  if (!mock.stream) co_return co_await Buffer(*answer);
  if (FindFault(FaultKind::kWrongContentLength)) co_return co_await StreamWithLength(*answer);
  if (event_faults_) co_return co_await StreamFaulty(*answer);
  co_return co_await Stream(*answer);
}

/// The usual way: what a step of the model made is one chunk in one write, as soon as it is due.
Task<bool> RequestHandler::Stream(ModelAnswer& answer) {
  net::HttpResponseHead head = Head(200, true);
  Result<Time> sent = co_await http_.StartChunked(std::move(head));
  if (!sent) co_return false;
  PrintBegin(answer);
  while (true) {
    if (!out_.empty()) {
      log_.Announce(due_, out_.size());
      sent = co_await http_.WriteChunk(out_);
      if (!sent) co_return false;
    }
    if (printed_all_) break;
    std::optional<Piece> piece = co_await answer.Next();
    PrintNext(piece, answer);
  }
  sent = co_await http_.FinishChunked();
  co_return sent.ok();
}

Task<bool> RequestHandler::StreamFaulty(ModelAnswer& answer) {
  net::HttpResponseHead head = Head(200, true);
  bool usable = co_await sender_.Start(std::move(head));
  if (!usable) co_return false;
  PrintBegin(answer);
  while (true) {
    std::vector<WireStep> steps = event_faults_->Apply(out_);
    usable = co_await sender_.Perform(std::move(steps), due_);
    if (!usable || event_faults_->ended()) co_return usable;
    if (printed_all_) break;
    std::optional<Piece> piece = co_await answer.Next();
    PrintNext(piece, answer);
  }
  std::vector<WireStep> last = event_faults_->Finish();
  co_return co_await sender_.Perform(std::move(last), kUnset);
}

/// For a wrong content-length: the length must be known before the head, so all is sent at the end.
Task<bool> RequestHandler::StreamWithLength(ModelAnswer& answer) {
  std::string body;
  PrintBegin(answer);
  body += out_;
  while (!printed_all_) {
    std::optional<Piece> piece = co_await answer.Next();
    PrintNext(piece, answer);
    body += out_;
  }
  net::HttpResponseHead head = Head(200, true);
  const std::int64_t delta = FindFault(FaultKind::kWrongContentLength)->bytes;
  co_return co_await sender_.SendWithWrongLength(std::move(head), std::move(body), delta);
}

Task<bool> RequestHandler::Buffer(ModelAnswer& answer) {
  BufferedAnswer whole;
  while (true) {
    std::optional<Piece> piece = co_await answer.Next();
    if (!piece) break;
    whole.Add(*piece);
  }
  const Ending ending{answer.usage(), answer.stop(), answer.stop_sequence()};
  std::string body = wire_->Body(parsed_, StyleOfAnswer(), whole, ending, state_.loop.Now());
  if (const Fault* wrong = FindFault(FaultKind::kWrongContentLength)) {
    net::HttpResponseHead head = Head(200, false);
    const std::int64_t delta = wrong->bytes;
    co_return co_await sender_.SendWithWrongLength(std::move(head), std::move(body), delta);
  }
  if (event_faults_ == nullptr) co_return co_await SendJson(std::move(body));
  co_return co_await SendBroken(std::move(body));
}

Task<bool> RequestHandler::SendBroken(std::string body) {
  net::HttpResponseHead head = Head(200, false);
  bool usable = co_await sender_.Start(std::move(head));
  if (!usable) co_return false;
  std::vector<WireStep> steps = event_faults_->ApplyToBody(body);
  usable = co_await sender_.Perform(std::move(steps), kUnset);
  std::vector<WireStep> last = event_faults_->Finish();
  if (usable) usable = co_await sender_.Perform(std::move(last), kUnset);
  co_return usable;
}

void RequestHandler::PrintBegin(ModelAnswer& answer) {
  writer_->set_sent(state_.loop.Now());
  writer_->Begin(answer.usage(), out_);
}

void RequestHandler::PrintNext(const std::optional<Piece>& piece, const ModelAnswer& answer) {
  out_.clear();
  due_ = kUnset;
  writer_->set_sent(state_.loop.Now());
  if (piece) {
    due_ = piece->due;
    return writer_->Add(*piece, out_);
  }
  writer_->Finish({answer.usage(), answer.stop(), answer.stop_sequence()}, out_);
  printed_all_ = true;
}

Task<bool> RequestHandler::FailBeforeHead(Fault fault) {
  if (fault.kind == FaultKind::kStatus) {
    WireError error = wire_->ErrorFor(fault.status);
    if (fault.retry_after) {
      error.headers.push_back({"retry-after", FormatRetryAfter(*fault.retry_after)});
    }
    co_return co_await SendError(std::move(error));
  }
  if (fault.kind == FaultKind::kHtml) co_return co_await sender_.SendHtml(fault.status);
  if (fault.kind == FaultKind::kTimeout) {
    Event never(state_.loop);
    if (fault.delay == kForEver) co_await never.Wait();
    co_await state_.loop.Sleep(fault.delay);
  }
  if (fault.kind == FaultKind::kReset) {
    http_.stream().Reset();
  } else {
    http_.stream().FinishWriting();
  }
  co_return false;
}

Task<bool> RequestHandler::SendJson(std::string body) {
  return sender_.SendWhole(Head(200, false), std::move(body));
}

/// All, or the one that is asked for. Only a mock with a key of its own asks for it here: many
/// tools look before they have one.
Task<bool> RequestHandler::SendModels(const Route& route) {
  std::optional<WireError> outsider;
  if (!state_.rules.key.empty()) outsider = wire_->CheckAccess(request_.headers, state_.rules);
  if (outsider) return SendError(std::move(*outsider));
  if (route.action == Action::kListModels) {
    return SendJson(ModelList(*wire_, state_.models.Names()));
  }
  if (state_.models.Knows(route.name)) return SendJson(ModelEntry(*wire_, route.name));
  return SendError(wire_->NoSuchModel(route.name, state_.models.Nearest(route.name)));
}

/// With what a browser needs to be told before it lets a page ask.
Task<bool> RequestHandler::SendMethods(std::string allowed) {
  net::HttpResponseHead head{.status = 204, .reason = {}, .headers = {}};
  const auto wanted = net::FindHeader(request_.headers, "access-control-request-headers");
  head.headers.push_back({"allow", allowed});
  head.headers.push_back({"access-control-allow-origin", "*"});
  head.headers.push_back({"access-control-allow-methods", allowed});
  head.headers.push_back({"access-control-allow-headers", wanted.value_or("*")});
  head.headers.push_back({"access-control-max-age", "600"});
  return sender_.SendWhole(std::move(head), {});
}

Task<bool> RequestHandler::SendError(WireError error) {
  net::HttpResponseHead head = Head(error.status, false);
  head.headers.Append(error.headers);
  return sender_.SendWhole(std::move(head), wire_->ErrorBody(error, request_id_));
}

/// Whether the body is written in a way that the providers read.
std::optional<WireError> RequestHandler::CheckMedia() const {
  const auto coding = net::FindHeader(request_.headers, "content-encoding");
  const auto type = net::FindHeader(request_.headers, "content-type");
  std::string wrong;
  if (type && !IsJson(*type)) {
    wrong = fmt::format("content-type is '{}' when it should be 'application/json'", *type);
  }
  if (coding && !IsIdentity(*coding)) {
    wrong = fmt::format("content-encoding is '{}'; send the body as it is", *coding);
  }
  if (wrong.empty()) return std::nullopt;
  WireError error = wire_->ErrorFor(415);
  error.message += (error.message.ends_with('.') ? " " : ": ") + wrong;
  return error;
}

const Fault* RequestHandler::FindFault(FaultKind kind) const {
  for (const Fault& fault : faults_) {
    if (fault.kind == kind) return &fault;
  }
  return nullptr;
}

const Fault* RequestHandler::FaultBeforeHead() const {
  for (const Fault& fault : faults_) {
    const bool cut = fault.kind == FaultKind::kDisconnect || fault.kind == FaultKind::kReset;
    if (cut && fault.event == 0) return &fault;
    if (fault.kind >= FaultKind::kStatus && fault.kind <= FaultKind::kTimeout) return &fault;
  }
  return nullptr;
}

net::HttpResponseHead RequestHandler::Head(int status, bool stream) const {
  net::HttpResponseHead head =
      wire_->Head({.status = status,
                   .stream = stream,
                   .request_id = request_id_,
                   .limits = admission_ ? &*admission_ : nullptr,
                   .processing = state_.loop.Now() - request_.last_byte.user,
                   .unix_now = state_.UnixNow()});
  if (event_faults_ != nullptr && event_faults_->gzip()) {
    head.headers.push_back({"content-encoding", "gzip"});
  }
  if (net::FindHeader(request_.headers, "origin").has_value()) {
    head.headers.push_back({"access-control-allow-origin", "*"});
    head.headers.push_back({"access-control-expose-headers", "*"});
  }
  return head;
}

WriterOptions RequestHandler::StyleOfAnswer() const {
  return {.seed = seed_, .stamps = state_.options.stamps, .received = request_.last_byte.stamp};
}

}  // namespace lab::mocks
