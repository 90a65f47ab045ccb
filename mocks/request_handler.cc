#include "mocks/request_handler.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "framework/base/hash.h"
#include "framework/runtime/event.h"
#include "framework/runtime/task_scope.h"
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

/// "a=1;b=2" as a map; what has no '=' is a name with an empty value.
std::map<std::string, std::string> ParseHints(std::string_view text) {
  std::map<std::string, std::string> hints;
  while (!text.empty()) {
    std::string_view pair = text.substr(0, text.find(';'));
    text.remove_prefix(std::min(pair.size() + 1, text.size()));
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    const std::size_t equals = std::min(pair.find('='), pair.size());
    if (equals == 0) continue;
    hints[std::string(pair.substr(0, equals))] =
        std::string(pair.substr(std::min(equals + 1, pair.size())));
  }
  return hints;
}

void AddRetryAfter(net::Headers& headers, Duration delay) {
  if (delay > Duration::zero()) headers.push_back({"retry-after", FormatRetryAfter(delay)});
}

std::string HeaderOr(const net::Headers& headers, std::string_view name) {
  const std::string* value = net::FindHeader(headers, name);
  return value != nullptr ? *value : std::string();
}

}  // namespace

RequestHandler::RequestHandler(ServerState& state, net::HttpServerConnection& http,
                               net::ServerRequest request)
    : state_(state), http_(http), request_(std::move(request)) {}

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

Task<bool> RequestHandler::Reply() {
  const Route* route = FindRoute(request_.method, request_.target, request_.headers);
  wire_ = route != nullptr ? route->wire : &WireForHeaders(request_.headers);
  seed_ = HashCombine(state_.options.seed, Hash64(request_.body));
  request_id_ = wire_->NewRequestId(seed_);
  if (route != nullptr) return ReplyToKnownPath(*route);
  return SendError(wire_->NoSuchPath(request_.method, request_.target));
}

Task<bool> RequestHandler::ReplyToKnownPath(const Route& route) {
  if (route.action == Action::kListModels) {
    return Send(200, ModelList(*wire_, state_.models.Names()));
  }
  WireRules rules = state_.rules;
  rules.needs_max_tokens = route.action == Action::kGenerate;
  ParsedRequest parsed = wire_->Parse(state_.document, request_.body, request_.headers, rules);
  if (auto* error = std::get_if<WireError>(&parsed)) return SendError(std::move(*error));
  parsed_ = std::move(std::get<WireRequest>(parsed));
  if (route.action == Action::kGenerate) return Generate();
  return Send(200, fmt::format(R"({{"input_tokens":{}}})", parsed_.mock.prompt_tokens().count));
}

Task<bool> RequestHandler::Generate() {
  MockRequest& mock = parsed_.mock;
  mock.key = HeaderOr(request_.headers, "x-lab-request");
  mock.hints = ParseHints(HeaderOr(request_.headers, "x-lab-hints"));
  mock.fault = HeaderOr(request_.headers, "x-lab-fault");
  state_.SetKey(mock);
  seed_ = HashCombine(state_.options.seed, Hash64(mock.key));
  request_id_ = wire_->NewRequestId(seed_);
  SimulatedModel& model = state_.models.Find(mock.model);
  Result<std::vector<Fault>> faults = CollectFaults(model);
  if (!faults) {
    WireError error = wire_->ErrorFor(400);
    error.message = "x-lab-fault: " + faults.error().message;
    co_return co_await SendError(std::move(error));
  }
  faults_ = std::move(*faults);
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
    if (!out_.empty()) sent = co_await http_.WriteChunk(out_);
    if (!sent) co_return false;
    Record(*sent, out_.size());
    if (printed_all_) break;
    std::optional<Piece> piece = co_await answer.Next();
    PrintNext(piece, answer);
  }
  sent = co_await http_.FinishChunked();
  co_return sent.ok();
}

Task<bool> RequestHandler::StreamFaulty(ModelAnswer& answer) {
  net::HttpResponseHead head = Head(200, true);
  Result<Time> sent = co_await http_.StartChunked(std::move(head));
  if (!sent) co_return false;
  PrintBegin(answer);
  while (true) {
    std::vector<WireStep> steps = event_faults_->Apply(out_);
    const bool usable = co_await Perform(std::move(steps));
    if (!usable || event_faults_->ended()) co_return usable;
    if (printed_all_) break;
    std::optional<Piece> piece = co_await answer.Next();
    PrintNext(piece, answer);
  }
  std::vector<WireStep> last = event_faults_->Finish();
  co_return co_await Perform(std::move(last));
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
  co_return co_await SendWithWrongLength(std::move(head), std::move(body));
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
  net::HttpResponseHead head = Head(200, false);
  if (FindFault(FaultKind::kWrongContentLength)) {
    co_return co_await SendWithWrongLength(std::move(head), std::move(body));
  }
  if (event_faults_ == nullptr) co_return co_await Send(200, std::move(body));
  Result<Time> sent = co_await http_.StartChunked(std::move(head));
  if (!sent) co_return false;
  std::vector<WireStep> steps = event_faults_->ApplyToBody(body);
  bool usable = co_await Perform(std::move(steps));
  std::vector<WireStep> last = event_faults_->Finish();
  if (usable) usable = co_await Perform(std::move(last));
  co_return usable;
}

void RequestHandler::PrintBegin(ModelAnswer& answer) {
  writer_->set_sent(state_.loop.Now());
  writer_->Begin(answer.usage(), out_);
}

void RequestHandler::PrintNext(const std::optional<Piece>& piece, const ModelAnswer& answer) {
  out_.clear();
  writer_->set_sent(state_.loop.Now());
  if (piece) {
    due_ = piece->due;
    return writer_->Add(*piece, out_);
  }
  writer_->Finish({answer.usage(), answer.stop(), answer.stop_sequence()}, out_);
  printed_all_ = true;
}

/// Carries out steps in turn; false when the connection is of no further use.
Task<bool> RequestHandler::Perform(std::vector<WireStep> steps) {
  for (WireStep& step : steps) {
    Result<Time> sent = state_.loop.Now();
    switch (step.kind) {
      case WireStep::Kind::kChunk:
        sent = co_await http_.WriteChunk(step.bytes);
        break;
      case WireStep::Kind::kRaw:
        sent = co_await http_.WriteBytes(step.bytes);
        break;
      case WireStep::Kind::kWait:
        co_await state_.loop.Sleep(step.wait);
        break;
      case WireStep::Kind::kFinish:
        sent = co_await http_.FinishChunked();
        break;
      case WireStep::Kind::kClose:
        http_.stream().FinishWriting();
        co_return false;
      case WireStep::Kind::kReset:
        http_.stream().Reset();
        co_return false;
    }
    if (!sent) co_return false;
    if (step.kind == WireStep::Kind::kChunk) Record(*sent, step.bytes.size());
  }
  co_return true;
}

Task<bool> RequestHandler::FailBeforeHead(Fault fault) {
  if (fault.kind == FaultKind::kStatus) {
    WireError error = wire_->ErrorFor(fault.status);
    AddRetryAfter(error.headers, fault.retry_after);
    co_return co_await SendError(std::move(error));
  }
  if (fault.kind == FaultKind::kHtml) co_return co_await SendHtml(fault.status);
  if (fault.kind == FaultKind::kTimeout) {
    Event never(state_.loop);
    if (fault.delay == Duration::zero()) co_await never.Wait();
    co_await state_.loop.Sleep(fault.delay);
  }
  if (fault.kind == FaultKind::kReset) {
    http_.stream().Reset();
  } else {
    http_.stream().FinishWriting();
  }
  co_return false;
}

Task<bool> RequestHandler::Send(int status, std::string body) {
  net::HttpResponseHead head = Head(status, false);
  const Result<Time> sent = co_await http_.WriteResponse(std::move(head), body);
  if (sent) Record(*sent, body.size());
  co_return sent.ok();
}

Task<bool> RequestHandler::SendError(WireError error) {
  net::HttpResponseHead head = Head(error.status, false);
  head.headers.insert(head.headers.end(), error.headers.begin(), error.headers.end());
  const std::string body = wire_->ErrorBody(error, request_id_);
  const Result<Time> sent = co_await http_.WriteResponse(std::move(head), body);
  co_return sent.ok();
}

/// What stands in front of the service answers in its own way.
Task<bool> RequestHandler::SendHtml(int status) {
  net::HttpResponseHead head{
      .status = status,
      .reason = {},
      .headers = {{"content-type", "text/html; charset=UTF-8"}, {"server", "cloudflare"}}};
  const std::string body = fmt::format(
      "<html>\r\n<head><title>{0} Bad Gateway</title></head>\r\n<body>\r\n<center><h1>{0} Bad "
      "Gateway</h1></center>\r\n<hr><center>cloudflare</center>\r\n</body>\r\n</html>\r\n",
      status);
  const Result<Time> sent = co_await http_.WriteResponse(std::move(head), body);
  co_return sent.ok();
}

Task<bool> RequestHandler::SendWithWrongLength(net::HttpResponseHead head, std::string body) {
  const std::int64_t delta = FindFault(FaultKind::kWrongContentLength)->bytes;
  const auto announced = static_cast<std::int64_t>(body.size()) + delta;
  head.headers.push_back(
      {"content-length", fmt::format("{}", std::max<std::int64_t>(0, announced))});
  const Result<Time> sent = co_await http_.WriteResponse(std::move(head), body);
  if (sent) http_.stream().FinishWriting();
  co_return false;
}

Result<std::vector<Fault>> RequestHandler::CollectFaults(SimulatedModel& model) {
  std::vector<Fault> faults = state_.RequestFaults(parsed_.mock);
  Result<std::vector<Fault>> own = model.Faults(parsed_.mock);
  if (!own) return own.error();
  faults.insert(faults.end(), own->begin(), own->end());
  return faults;
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
  return head;
}

WriterOptions RequestHandler::StyleOfAnswer() const {
  return {.seed = seed_, .stamps = state_.options.stamps, .received = request_.last_byte.stamp};
}

void RequestHandler::Record(Time sent, std::size_t bytes) {
  if (state_.options.on_write && bytes > 0) {
    state_.options.on_write({.request = parsed_.mock.key,
                             .write = write_,
                             .intended = due_,
                             .sent = sent,
                             .offset = offset_,
                             .bytes = bytes});
  }
  ++write_;
  offset_ += static_cast<std::int64_t>(bytes);
  due_ = kUnset;
}

}  // namespace lab::mocks
