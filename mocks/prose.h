// Endless deterministic English-looking text, one token at a time, without allocating.
//
//   Prose prose(Rng::For(seed, "content", request_key));
//   for (int i = 0; i < 300; ++i) text += prose.Next();     // "The harbour keeps ..."
//
// Sentences of 6 to 17 words, paragraphs of 3 to 7 sentences; a token is a word with the blank
// before it or a full stop, 4 bytes on average. One word in fifty has letters beyond ASCII, and a
// paragraph ends with line feeds, so that readers meet both.
#pragma once

#include <cstdint>
#include <string_view>

#include "framework/base/rng.h"

namespace lab::mocks {

class Prose {
 public:
  explicit Prose(Rng rng) : rng_(rng) {}

  /// The next token; static storage.
  std::string_view Next();

 private:
  void BeginSentence(std::uint64_t bits);

  Rng rng_;
  int words_left_ = 0;      ///< in the sentence
  int sentences_left_ = 0;  ///< in the paragraph
  bool begun_ = false;
};

}  // namespace lab::mocks
