// What streaming buys for short, medium and long answers: nothing until the whole answer is worth
// waiting for.

#include "framework/lab.h"

namespace {

/// A chat turn whose answer is about so many tokens long.
class Chat : public lab::Fixture {
 public:
  explicit Chat(int tokens) : tokens_(tokens) { Expect("output_tokens=" + std::to_string(tokens)); }

 protected:
  lab::Request Ask(const lab::Trial& trial) const {
    const std::string length = std::to_string(tokens_);
    return {.system = "You answer customers of a shop. Use about " + length + " tokens.",
            .user = lab::Corpus::Question(trial.index()),
            .max_tokens = lab::Tokens{tokens_ + tokens_ / 2}};
  }
  // The server sends `bundle` tokens in one event.
  lab::Call InBundles(int bundle) const {
    return lab::Expecting("output_tokens=" + std::to_string(tokens_) +
                          ";chunk_tokens=" + std::to_string(bundle));
  }
  // The user stops reading after so many characters and closes the page.
  static lab::Call Until(std::size_t characters) {
    return lab::Call().Watch([characters](const lab::Progress& progress) {
      return progress.reply.text.size() < characters ? lab::Flow::kContinue : lab::Flow::kStop;
    });
  }

 private:
  int tokens_;
};

class ShortAnswer : public Chat {
 public:
  ShortAnswer() : Chat(40) {}
};

LAB_BASELINE_F(streaming, ShortAnswer, Buffered) {
  trial.Show(co_await client().Send(Ask(trial).Buffered()));
}

LAB_BENCHMARK_F(streaming, ShortAnswer, Streamed) {
  trial.Show(co_await client().Send(Ask(trial)));
}

class MediumAnswer : public Chat {
 public:
  MediumAnswer() : Chat(250) {}
};

LAB_BASELINE_F(streaming, MediumAnswer, Buffered) {
  trial.Show(co_await client().Send(Ask(trial).Buffered()));
}

LAB_BENCHMARK_F(streaming, MediumAnswer, Streamed) {
  trial.Show(co_await client().Send(Ask(trial)));
}

LAB_BENCHMARK_F(streaming, MediumAnswer, StreamedInBundles) {
  trial.Show(co_await client().Send(Ask(trial), InBundles(16)));
}

LAB_BENCHMARK_F(streaming, MediumAnswer, StoppedEarly) {
  trial.Show(co_await client().Send(Ask(trial), Until(400)));
}

class LongAnswer : public Chat {
 public:
  LongAnswer() : Chat(1000) {}
};

LAB_BASELINE_F(streaming, LongAnswer, Buffered) {
  trial.Show(co_await client().Send(Ask(trial).Buffered()));
}

LAB_BENCHMARK_F(streaming, LongAnswer, Streamed) { trial.Show(co_await client().Send(Ask(trial))); }

LAB_BENCHMARK_F(streaming, LongAnswer, StreamedInBundles) {
  trial.Show(co_await client().Send(Ask(trial), InBundles(16)));
}

LAB_BENCHMARK_F(streaming, LongAnswer, StoppedEarly) {
  trial.Show(co_await client().Send(Ask(trial), Until(400)));
}

}  // namespace
