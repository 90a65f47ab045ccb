// A long document in one long prompt, against its parts read at the same time and put together: the
// model reads each part in a fraction of the time, and the user waits for two short turns instead
// of one long one. The parts' notes are output tokens that the long prompt does not need.

#include <algorithm>

#include "framework/lab.h"

namespace {

class LongDocument : public lab::Fixture {
 public:
  LongDocument() { Expect("output_tokens=150"); }

 protected:
  static constexpr std::int64_t kDocumentTokens = 60'000;

  // A title of its own in every trial, so that no cache knows the beginning.
  static std::string TitleOf(const lab::Trial& trial) {
    return "Case file " + std::to_string(trial.index()) + "\n\n";
  }
  lab::Text Document() { return corpus().Document("case file", lab::Tokens{kDocumentTokens}); }
  static lab::Request Summarise(std::string text) {
    return {.system = "You read case files for a court. Name the claims and what proves them.",
            .user = std::move(text),
            .max_tokens = lab::Tokens{400}};
  }
  lab::Request NotesOn(const lab::Trial& trial, std::int64_t part, std::int64_t parts) {
    const lab::Text document = Document();
    const std::string_view whole = document;
    const std::size_t size = whole.size() / static_cast<std::size_t>(parts);
    lab::Request request =
        Summarise(TitleOf(trial) + "Part " + std::to_string(part + 1) + "\n\n" +
                  std::string(whole.substr(static_cast<std::size_t>(part) * size, size)));
    request.max_tokens = lab::Tokens{120};
    return request;
  }
};

LAB_BASELINE_F(parallelism, LongDocument, OneLongPrompt) {
  lab::Request request = Summarise(TitleOf(trial) + Document());
  trial.Show(co_await client().Send(std::move(request)));
}

LAB_OPTIONS_F(parallelism, LongDocument, OneLongPrompt)->Weight(2);

LAB_BENCHMARK_F(parallelism, LongDocument, MapReduce) {
  lab::Step map = trial.StepInto("map");
  const lab::Call short_notes = lab::Expecting("output_tokens=50");
  std::vector<lab::Outgoing> parts;
  for (std::int64_t i = 0; i < trial.arg(); ++i) {
    parts.push_back({NotesOn(trial, i, trial.arg()), map.In(short_notes)});
  }
  const std::vector<lab::Reply> notes = co_await SendAll(std::move(parts));
  map.End();
  std::string together = TitleOf(trial) + "Notes on its parts, in their order:\n";
  for (const lab::Reply& note : notes) {
    if (!note.ok()) {
      trial.Show(note);
      co_return;
    }
    together += "\n" + note.text + "\n";
  }
  const lab::Step reduce = trial.StepInto("reduce");
  trial.Show(co_await client().Send(Summarise(std::move(together)), reduce.In()));
}
LAB_OPTIONS_F(parallelism, LongDocument, MapReduce)
    ->Weight(2)
    ->ArgName("parts")
    ->Arg(4)
    ->Arg(8)
    ->Arg(16);

}  // namespace
