#include "framework/techniques/cascade.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "framework/base/words.h"
#include "framework/runtime/combine.h"
#include "framework/techniques/local_reply.h"

namespace lab {
namespace {

Task<bool> Ready(bool value) { co_return value; }

bool AllSame(const std::vector<Reply>& replies,
             const std::function<std::string(std::string_view)>& essence) {
  const std::string first = essence(replies[0].text);
  return std::all_of(replies.begin() + 1, replies.end(),
                     [&](const Reply& reply) { return essence(reply.text) == first; });
}

Task<bool> AskVerifier(Client* verifier, Request question, std::vector<std::string> words) {
  const Reply reply = co_await verifier->Send(std::move(question));
  co_return reply.ok() && OnlyOneSaid(reply.text, words) == 0U;
}

// All of it at once, now. What it used stays its own.
Reply HeldBack(const Reply& reply, const Request& request, Time asked, Time now) {
  Reply shown = ServedHere(reply, request, asked, now);
  shown.usage = reply.usage;
  shown.usage_reported = reply.usage_reported;
  shown.rate_limits = reply.rate_limits;
  return shown;
}

}  // namespace

ReplyCheck SameAnswer(std::function<std::string(std::string_view)> essence) {
  return [essence = std::move(essence)](const Request& /*request*/,
                                        const std::vector<Reply>& replies) {
    return Ready(AllSame(replies, essence));
  };
}

ReplyCheck VerifiedBy(Client& verifier,
                      std::function<Request(const Request&, const Reply&)> question,
                      VerifierOptions options) {
  return [&verifier, question = std::move(question), options = std::move(options)](
             const Request& request, const std::vector<Reply>& replies) {
    return AskVerifier(&verifier, question(request, replies[0]), {options.accept, options.reject});
  };
}

Cascade::Cascade(Loop& loop, Client& first, Client& second, ReplyCheck check,
                 CascadeOptions options)
    : loop_(loop),
      first_(first),
      second_(second),
      check_(std::move(check)),
      options_(std::move(options)) {
  assert(options_.samples > 0);
}

Task<std::vector<Reply>> Cascade::AskFirst(const Request& request) {
  std::vector<Task<Reply>> sends;
  for (int sample = 0; sample < options_.samples; ++sample) {
    Request copy = request;
    copy.model.clear();
    copy.watch = nullptr;  // nobody may see it yet
    if (sample > 0 && !copy.lab_key.empty()) copy.lab_key += "/" + std::to_string(sample);
    if (options_.vary) options_.vary(copy, sample);
    sends.push_back(first_.Send(std::move(copy)));
  }
  return All(loop_, std::move(sends));
}

Task<Result<bool>> Cascade::Accepts(const Request& request, const std::vector<Reply>& replies) {
  for (const Reply& reply : replies) {
    if (!reply.ok()) co_return false;
  }
  const bool accepted = co_await check_(request, replies);
  co_return accepted;
}

Task<Routed> Cascade::Ask(Request request) {
  const Time asked = loop_.Now();
  if (!IsSet(request.intended)) request.intended = asked;
  const Time deadline = DeadlineOf(request, asked);
  Routed routed;
  const std::vector<Reply> replies = co_await AskFirst(request);
  std::string what = "checking the first model's answer";
  Task<Result<bool>> check = Accepts(request, replies);
  const Result<bool> accepted =
      co_await WithDeadline(loop_, deadline, std::move(what), std::move(check));
  const Duration waited = loop_.Now() - asked;
  if (accepted && *accepted) {
    const Timeline& own = replies[0].timeline;
    routed.added = waited - (own.end - own.start);
    routed.reply = HeldBack(replies[0], request, asked, loop_.Now());
    co_return routed;
  }
  routed.target = 1;
  routed.added = waited;
  if (deadline <= loop_.Now()) {
    Error late{ErrorKind::kTimeout, "the first model and its check took the whole time"};
    routed.reply = FailedHere(request, asked, loop_.Now(), std::move(late));
    co_return routed;
  }
  request.timeout = deadline - loop_.Now();
  request.model.clear();
  routed.reply = co_await second_.Send(std::move(request));
  co_return routed;
}

Task<Reply> Cascade::Send(Request request) {
  Routed routed = co_await Ask(std::move(request));
  co_return std::move(routed.reply);
}

}  // namespace lab
