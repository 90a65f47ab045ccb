#include "mocks/prose.h"

#include <array>
#include <cstddef>

namespace lab::mocks {
namespace {

constexpr std::array<std::string_view, 128> kWords = {
    " the",   " a",     " of",    " and",   " to",    " in",    " it",          " is",
    " on",    " by",    " at",    " for",   " we",    " or",    " as",          " an",
    " if",    " so",    " no",    " my",    " be",    " do",    " go",          " up",
    " one",   " two",   " all",   " any",   " can",   " may",   " not",         " has",
    " was",   " are",   " its",   " our",   " her",   " his",   " out",         " new",
    " old",   " day",   " way",   " use",   " get",   " set",   " run",         " see",
    " ask",   " say",   " try",   " end",   " few",   " far",   " now",         " then",
    " you",   " who",   " how",   " why",   " but",   " yet",   " off",         " own",
    " the",   " a",     " of",    " and",   " to",    " in",    " it",          " is",
    " time",  " part",  " case",  " work",  " plan",  " page",  " rule",        " note",
    " help",  " need",  " keep",  " make",  " take",  " give",  " read",        " send",
    " open",  " find",  " show",  " move",  " hold",  " turn",  " wait",        " stay",
    " long",  " same",  " full",  " next",  " last",  " best",  " good",        " free",
    " with",  " from",  " into",  " over",  " after", " under", " about",       " while",
    " small", " large", " first", " order", " price", " check", " answer",      " return",
    " the",   " a",     " that",  " this",  " on",    " with",  " caf\xc3\xa9", " na\xc3\xafve"};

constexpr std::array<std::string_view, 16> kOpenings = {
    " The", " A",  " It", " We",   " In", " On",   " For",  " As",
    " If",  " So", " No", " This", " To", " That", " When", " Here"};

constexpr std::array<std::string_view, 4> kBreaks = {"\n\nThe", "\n\nIn", "\n\nWe", "\n\nIt"};

constexpr int kFewestWords = 6;
constexpr int kFewestSentences = 3;

}  // namespace

void Prose::BeginSentence(std::uint64_t bits) {
  words_left_ = kFewestWords + static_cast<int>((bits >> 8) % 12);
  if (sentences_left_-- > 0) return;
  sentences_left_ = kFewestSentences - 1 + static_cast<int>((bits >> 16) % 5);
}

// Each token costs one draw, whatever it turns out to be.
std::string_view Prose::Next() {
  const std::uint64_t bits = rng_.Next() >> 32;
  if (words_left_ == 1) {
    words_left_ = 0;
    return ".";
  }
  if (words_left_ > 1) {
    --words_left_;
    return kWords[bits % kWords.size()];
  }
  const bool paragraph = sentences_left_ == 0;
  BeginSentence(bits);
  if (!begun_) {
    begun_ = true;
    return kOpenings[bits % kOpenings.size()].substr(1);
  }
  return paragraph ? kBreaks[bits % kBreaks.size()] : kOpenings[bits % kOpenings.size()];
}

}  // namespace lab::mocks
