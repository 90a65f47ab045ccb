// Verbs for tests of a simulated model: ask, collect the answer, look at when its pieces came.
//
//   Collected answer = Collect(loop, model, Ask("k", {.output_tokens = 10}));
//   EXPECT_EQ(answer.text.size(), 10u);
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "framework/runtime/combine.h"
#include "framework/runtime/virtual_loop.h"
#include "mocks/simulated_model.h"

namespace lab::mocks {

struct Asked {
  std::int64_t output_tokens = 10;
  std::int64_t prompt_tokens = 1000;
  std::int64_t max_tokens = 100'000;
};

inline PromptBlock Block(std::uint64_t hash, std::int64_t tokens,
                         CacheTtl breakpoint = CacheTtl::kNone,
                         Section section = Section::kMessages) {
  PromptBlock block;
  block.section = section;
  block.hash = hash;
  block.tokens = Tokens{tokens};
  block.breakpoint = breakpoint;
  return block;
}

inline MockRequest Ask(std::string key, Asked asked = {}) {
  MockRequest request;
  request.model = "ideal";
  request.key = std::move(key);
  request.max_tokens = Tokens{asked.max_tokens};
  request.hints["output_tokens"] = std::to_string(asked.output_tokens);
  request.blocks = {Block(7, asked.prompt_tokens)};
  return request;
}

/// A piece that owns its views.
struct Spoken {
  PieceKind kind;
  int index;
  std::string text;
  std::string tool_name;
  std::string tool_id;
  int tokens;
  Time due;
  Time came;
  friend bool operator==(const Spoken&, const Spoken&) = default;
};

struct Collected {
  Time head = kUnset;
  Time end = kUnset;
  std::vector<Spoken> pieces;
  Usage usage;
  Stop stop = Stop::kEnd;
  std::string stop_sequence;

  std::string Text(PieceKind kind = PieceKind::kText) const {
    std::string text;
    for (const Spoken& piece : pieces) text += piece.kind == kind ? piece.text : "";
    return text;
  }
  std::int64_t TokenCount() const {
    std::int64_t sum = 0;
    for (const Spoken& piece : pieces) sum += piece.tokens;
    return sum;
  }
};

inline Task<void> CollectInto(Loop& loop, SimulatedModel& model, MockRequest request,
                              Collected* into) {
  std::unique_ptr<ModelAnswer> generated = co_await model.Start(std::move(request));
  into->head = loop.Now();
  while (true) {
    const std::optional<Piece> piece = co_await generated->Next();
    if (!piece) break;
    into->pieces.push_back({piece->kind, piece->index, std::string(piece->text),
                            std::string(piece->tool_name), std::string(piece->tool_id),
                            piece->tokens, piece->due, loop.Now()});
  }
  into->end = loop.Now();
  into->usage = generated->usage();
  into->stop = generated->stop();
  into->stop_sequence = generated->stop_sequence();
}

inline Collected Collect(VirtualLoop& loop, SimulatedModel& model, MockRequest request) {
  Collected collected;
  loop.Run(CollectInto(loop, model, std::move(request), &collected));
  return collected;
}

/// The request is asked `after` the start of the run.
inline Task<void> CollectLater(Loop& loop, SimulatedModel& model, Duration after,
                               MockRequest request, Collected* into) {
  co_await loop.Sleep(after);
  co_await CollectInto(loop, model, std::move(request), into);
}

/// Lets time pass.
inline void Pass(VirtualLoop& loop, Duration duration) {
  struct Sleeper {
    static Task<void> Run(Loop& on, Duration length) { co_await on.Sleep(length); }
  };
  loop.Run(Sleeper::Run(loop, duration));
}

inline double Ms(Time at) { return ToMs(at.time_since_epoch()); }

}  // namespace lab::mocks
