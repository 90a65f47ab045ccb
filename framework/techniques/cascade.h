// A small model answers, a check looks at the answer, a large model repairs what does not pass.
//
//   Cascade cascade(loop, haiku, opus, SameAnswer(Essence), {.samples = 2});
//   Routed routed = co_await cascade.Ask(std::move(request));      // target 0: the small one's
//
// Most requests are easy, so most are answered at the small model's price; the others cost both
// models, and the time of both. Everything hangs on the check. Two are here:
//
// - SameAnswer: ask the small model several times at once and accept when all say the same
//   (self-consistency; Yue et al., "Large language model cascades with mixture of thoughts
//   representations", 2023). Costs the samples and no time but the slowest one's. It takes for
//   right what the model gets wrong in the same way each time.
// - VerifiedBy: ask a model whether the answer is right. Costs one short request and its time. It
//   is as good as that model is a judge.
//
// Nothing of an answer is shown before it has passed: the first model's text reaches a watcher all
// at once, or not at all. So a cascade gives up streaming for what it accepts.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "framework/base/result.h"
#include "framework/llm/client.h"
#include "framework/runtime/loop.h"
#include "framework/techniques/give_up_notice.h"
#include "framework/techniques/local_reply.h"
#include "framework/techniques/routed_client.h"

namespace lab {

/// Whether the first of the replies, all of which succeeded, may be shown. Both arguments outlive
/// the task; what a check asks goes out beside the call (Call::Beside).
using ReplyCheck = std::function<Task<bool>(const Asked& asked, const std::vector<Reply>& replies)>;

/// True when the `essence` of all texts is the same: the final answer, without the way to it.
ReplyCheck SameAnswer(std::function<std::string(std::string_view)> essence);

struct VerifierOptions {
  std::string accept = "right";  ///< the reply must name this one
  std::string reject = "wrong";  ///< and not this one
};

/// `question` puts the request and the answer to the verifier, which must outlive the check; of the
/// call that comes with it, what a simulated verifier is told counts. A
/// verifier that fails, or says neither or both, accepts nothing.
ReplyCheck VerifiedBy(Client& verifier,
                      std::function<Outgoing(const Request&, const Reply&)> question,
                      VerifierOptions options = {});

struct CascadeOptions {
  int samples = 1;  ///< how often the first model is asked, all at once
  /// Changes copy number `sample` (from 0) of a request before it is sent: a temperature, a seed.
  std::function<void(Outgoing& copy, int sample)> vary;
};

class Cascade final : public RoutedClient {
 public:
  /// The clients must outlive it.
  Cascade(Loop& loop, Client& first, Client& second, ReplyCheck check, CascadeOptions options = {});

  /// Target 0 is the first model, 1 the second. A first model that fails is repaired too; a second
  /// that fails is the reply. The timeout of `request` covers the whole.
  ///
  /// The timeline of an accepted reply says what the caller saw: everything came when the check had
  /// passed. Its usage is that of the one reply.
  Task<Routed> Route(Request request, Call call) override;
  std::string_view model() const override { return first_.model(); }

 private:
  Task<std::vector<Reply>> AskFirst(const Asked& asked, GiveUpNotice& notice);
  Task<Result<bool>> Accepts(const Asked& asked, const std::vector<Reply>& replies);

  Loop& loop_;
  Client& first_;
  Client& second_;
  ReplyCheck check_;
  CascadeOptions options_;
  std::optional<Error> wrong_;  // with the options
};

}  // namespace lab
