#include "framework/llm/providers/provider_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "framework/llm/providers/exchange.h"
#include "framework/llm/providers/json_post.h"
#include "framework/runtime/combine.h"

namespace lab {
namespace {

constexpr const char* kWholeNote =
    "the service answered requests for a stream with the whole answer at once: of such an answer "
    "nothing is known but when it was there, and it has no TTFT and no gaps";

/// Tells of an exchange that is destroyed before it is over.
class AbandonWatch {
 public:
  explicit AbandonWatch(Exchange& exchange) : exchange_(exchange) {}
  AbandonWatch(const AbandonWatch&) = delete;
  ~AbandonWatch() {
    if (over_ || !exchange_.call.abandoned) return;
    exchange_.reply.error = Error{ErrorKind::kCancelled, "the request was given up by its caller"};
    Close(exchange_, exchange_.loop.Now());
    exchange_.call.abandoned(exchange_.reply);
  }
  void Over() { over_ = true; }

 private:
  Exchange& exchange_;
  bool over_ = false;
};

Result<std::shared_ptr<const net::PreparedRequest>> Prepare(const Provider& provider,
                                                            const ProviderOptions& options) {
  Result<WireTarget> target = provider.dialect->Target(options);
  if (!target) return target.error();
  return PrepareJsonPost(std::move(*target), options);
}

/// A service may quote the key that it refuses, and not every key looks like one.
std::string WithoutKey(std::string message, const Secret& key) {
  constexpr std::size_t kShortest = 4;
  const std::string& secret = key.Reveal();
  if (secret.size() < kShortest) return message;
  for (std::size_t at = message.find(secret); at != std::string::npos; at = message.find(secret)) {
    message.replace(at, secret.size(), "***");
  }
  return message;
}

/// What is shown of an error: no key, and where a wrong one came from.
void Present(Error& error, const Provider& provider, const Secret& key) {
  error.message = WithoutKey(std::move(error.message), key);
  if (error.kind != ErrorKind::kAuth || provider.key_variable.empty()) return;
  error.message += key.empty() ? fmt::format("; {} is not set", provider.key_variable)
                               : fmt::format("; the key is that of {}", provider.key_variable);
}

}  // namespace

Result<void> CheckProviderOptions(const Provider& provider, const ProviderOptions& options) {
  const auto prepared = Prepare(provider, options);
  if (!prepared) return prepared.error();
  return {};
}

ProviderClient::ProviderClient(Loop& loop, net::HttpClient& http, const Provider& provider,
                               ProviderOptions options)
    : loop_(loop),
      http_(http),
      provider_(provider),
      options_(std::move(options)),
      prepared_(Prepare(provider, options_)),
      tails_(loop) {
  if (prepared_) what_ = fmt::format("the request to {}", (*prepared_)->url().endpoint.host);
  if (!options_.adaptations) options_.adaptations = std::make_shared<Adaptations>();
}

/// A request that may go out several times, each time without another part that was refused.
struct ProviderClient::Trying {
  LeftOut left_out;  ///< of the next attempt
  LeftOut tried;     ///< of them, what only this request does without
  std::vector<std::string> notes;
  std::string refusal;  ///< the last attempt's body, where its status was not 2xx

  std::optional<WireOption> Refused(const Request& request, const Reply& reply,
                                    const Adaptations& learnt) const {
    LeftOut known = left_out;
    known.Add(learnt.in_vain);
    return RefusedOption(request, reply.http_status, refusal, known);
  }
  void LeaveOut(WireOption option) {
    left_out.Add(option);
    tried.Add(option);
    notes.push_back(NoteOf(option, refusal));
  }
};

Result<net::HttpRequest> ProviderClient::Encode(const Request& request, const Call& call,
                                                LeftOut left_out) const {
  if (!prepared_) return prepared_.error();
  Result<std::string> body = provider_.dialect->EncodeBody(request, options_, left_out);
  if (!body) return body.error();
  Result<net::HttpRequest> http = JsonPost(*prepared_, request, std::move(*body));
  if (!http) return http;
  for (const Call::Header& header : call.headers) {
    http->headers.push_back({header.name, header.value});
  }
  return http;
}

Task<Reply> ProviderClient::Attempt(const Request* request, Call* call, Trying* trying) {
  const Time start = loop_.Now();
  const Asked asked{*request, *call, start};
  Exchange exchange(loop_, http_, *provider_.dialect, *request, *call, tails_, usual_);
  Reply& reply = exchange.reply;
  reply.timeline.start = start;
  reply.timeline.intended = IntendedOf(asked);
  reply.timeline.streamed = request->stream;

  Result<net::HttpRequest> http_request = Encode(*request, *call, trying->left_out);
  if (!http_request) {
    reply.error = http_request.error();
    reply.timeline.end = start;
    co_return std::move(exchange.reply);
  }
  exchange.name = (*prepared_)->name();
  const Time deadline = DeadlineOf(asked);
  AbandonWatch watch(exchange);
  Task<Result<void>> carry = Carry(&exchange, std::move(*http_request));
  const Result<void> carried = co_await WithDeadline(loop_, deadline, what_, std::move(carry));
  watch.Over();
  if (!carried && !reply.terminated) reply.error = carried.error();
  Close(exchange, loop_.Now());
  if (reply.ok()) usual_.See(reply);
  if (reply.ok() && request->stream && !reply.timeline.streamed) {
    options_.adaptations->Note(kWholeNote);
  }
  if (reply.error) Present(*reply.error, provider_, options_.api_key);
  trying->refusal = std::move(exchange.refusal);
  co_return std::move(exchange.reply);
}

Task<Reply> ProviderClient::Answer(Request request, Call call) {
  if (request.model.empty()) request.model = options_.model;
  const Time intended = call.intended;
  const Time asked = loop_.Now();
  const Adaptations& learnt = *options_.adaptations;
  Trying trying{.left_out = learnt.left_out};
  Reply reply = co_await Attempt(&request, &call, &trying);
  std::optional<WireOption> option = trying.Refused(request, reply, learnt);
  if (!option) co_return reply;
  // Once more for each part that is refused, and as if the refusals had not been.
  const Reply first = reply;
  while (option) {
    trying.LeaveOut(*option);
    if (IsSet(intended)) call.intended = intended + (loop_.Now() - asked);
    reply = co_await Attempt(&request, &call, &trying);
    option = trying.Refused(request, reply, learnt);
  }
  const SecondTry second = SecondTryOf(reply.http_status);
  Learn(second, trying);
  if (second == SecondTry::kRefused) co_return first;
  co_return reply;
}

/// What is left out of later requests is what one was answered without, and nothing else.
void ProviderClient::Learn(SecondTry second, const Trying& trying) {
  Adaptations& learnt = *options_.adaptations;
  if (second == SecondTry::kRefused) learnt.in_vain.Add(trying.tried);
  if (second != SecondTry::kAccepted) return;
  learnt.left_out.Add(trying.tried);
  for (const std::string& note : trying.notes) learnt.Note(note);
}

}  // namespace lab
