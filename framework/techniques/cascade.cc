#include "framework/techniques/cascade.h"

#include <algorithm>
#include <utility>

#include "framework/base/words.h"
#include "framework/runtime/combine.h"
#include "framework/techniques/give_up_notice.h"
#include "framework/techniques/local_reply.h"
#include "framework/techniques/option_check.h"

namespace lab {
namespace {

Task<bool> Ready(bool value) { co_return value; }

bool AllSame(const std::vector<Reply>& replies,
             const std::function<std::string(std::string_view)>& essence) {
  const std::string first = essence(replies[0].text);
  return std::all_of(replies.begin() + 1, replies.end(),
                     [&](const Reply& reply) { return essence(reply.text) == first; });
}

Task<bool> AskVerifier(Client* verifier, Outgoing question, std::vector<std::string> words) {
  const Reply reply = co_await verifier->Send(std::move(question));
  co_return reply.ok() && OnlyOneSaid(reply.text, words) == 0U;
}

// All of it at once, now. What it used stays its own.
Reply HeldBack(const Reply& reply, const Asked& asked, Time now) {
  Reply shown = ServedHere(reply, asked, now);
  shown.usage = reply.usage;
  shown.usage_reported = reply.usage_reported;
  shown.rate_limits = reply.rate_limits;
  return shown;
}

}  // namespace

ReplyCheck SameAnswer(std::function<std::string(std::string_view)> essence) {
  return [essence = std::move(essence)](const Asked& /*asked*/, const std::vector<Reply>& replies) {
    return Ready(AllSame(replies, essence));
  };
}

ReplyCheck VerifiedBy(Client& verifier,
                      std::function<Outgoing(const Request&, const Reply&)> question,
                      VerifierOptions options) {
  return [&verifier, question = std::move(question), options = std::move(options)](
             const Asked& asked, const std::vector<Reply>& replies) {
    Outgoing put = question(asked.request, replies[0]);
    std::string hints = std::move(put.call.hints);
    put.call = asked.call.Beside().Expect(std::move(hints));
    return AskVerifier(&verifier, std::move(put), {options.accept, options.reject});
  };
}

Cascade::Cascade(Loop& loop, Client& first, Client& second, ReplyCheck check,
                 CascadeOptions options)
    : loop_(loop),
      first_(first),
      second_(second),
      check_(std::move(check)),
      options_(std::move(options)),
      wrong_(OptionCheck("Cascade").AtLeast("samples", options_.samples, 1).error()) {}

Task<std::vector<Reply>> Cascade::AskFirst(const Asked& asked, GiveUpNotice& notice) {
  std::vector<Task<Reply>> sends;
  for (int sample = 0; sample < options_.samples; ++sample) {
    Outgoing copy{asked.request, asked.call};
    copy.request.model.clear();
    copy.call.watch = nullptr;  // nobody may see it yet
    copy.call.abandoned = notice.Listener();
    if (sample > 0 && !copy.call.key.empty()) copy.call.key += "/" + std::to_string(sample);
    if (options_.vary) options_.vary(copy, sample);
    sends.push_back(first_.Send(std::move(copy)));
  }
  return All(loop_, std::move(sends));
}

Task<Result<bool>> Cascade::Accepts(const Asked& asked, const std::vector<Reply>& replies) {
  for (const Reply& reply : replies) {
    if (!reply.ok()) co_return false;
  }
  const bool accepted = co_await check_(asked, replies);
  co_return accepted;
}

Task<Routed> Cascade::Route(Request request, Call call) {
  const Asked asked{request, call, loop_.Now()};
  Routed routed;
  if (wrong_) {
    routed.reply = FailedHere(asked, loop_.Now(), *wrong_);
    co_return routed;
  }
  call.deadline = DeadlineOf(asked);
  call.intended = IntendedOf(asked);
  if (call.lineage == 0) call.lineage = loop_.NextSerial();
  GiveUpNotice notice(loop_, asked);
  const std::vector<Reply> replies = co_await AskFirst(asked, notice);
  constexpr std::string_view kWhat = "checking the first model's answer";
  Task<Result<bool>> check = Accepts(asked, replies);
  const Result<bool> accepted =
      co_await WithDeadline(loop_, call.deadline, kWhat, std::move(check));
  notice.Over();  // from here on the client below tells of it
  const Duration waited = loop_.Now() - asked.at;
  if (accepted && *accepted) {
    const Timeline& own = replies[0].timeline;
    routed.added = waited - (own.end - own.start);
    routed.reply = HeldBack(replies[0], asked, loop_.Now());
    co_return routed;
  }
  routed.target = 1;
  routed.added = waited;
  if (call.deadline <= loop_.Now()) {
    Error late{ErrorKind::kTimeout, "the first model and its check took the whole time"};
    routed.reply = FailedHere(asked, loop_.Now(), std::move(late));
    co_return routed;
  }
  request.model.clear();
  routed.reply = co_await second_.Send(std::move(request), std::move(call));
  co_return routed;
}

}  // namespace lab
