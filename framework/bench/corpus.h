// Documents and questions that are the same in every run, with known token counts.
//
//   Corpus corpus;
//   Text policy = corpus.Document("policy", Tokens{20'000});     // 80,000 bytes, made once
//   Text fresh = corpus.Document("policy", Tokens{20'000}, 7);   // another text throughout
//   std::string question = corpus.Question(3);
//
// A token is taken as four bytes of English, which is also the mock's rule; a real tokenizer counts
// within some ten percent of it, and what is billed is always what the provider reports. Thread:
// one corpus a thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>

#include "framework/base/units.h"
#include "framework/llm/text.h"

namespace lab {

class Corpus {
 public:
  /// English-like prose of exactly four bytes a token. Texts of one name and another `variant`
  /// differ from the first line on, so no cache takes one for the other; below some ten tokens the
  /// variant is cut off.
  Text Document(std::string_view name, Tokens length, std::int64_t variant = 0);

  /// A short question, about 12 tokens; `number` of any size gives a text of its own.
  static std::string Question(std::int64_t number);

 private:
  std::map<std::tuple<std::string, std::int64_t, std::int64_t>, Text> documents_;
};

}  // namespace lab
