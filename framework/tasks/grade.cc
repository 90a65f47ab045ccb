#include "framework/tasks/grade.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <string>
#include <vector>

#include "framework/base/text.h"
#include "framework/base/words.h"

namespace lab {
namespace {

constexpr std::string_view kMarkup = " \t\r\n*_`\"'";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsInsideWord(std::string_view text, std::size_t at) {
  return at > 0 && std::isalnum(static_cast<unsigned char>(text[at - 1])) != 0;
}

/// Where "answer" last stands as a word, before `end`; npos when it does not.
std::size_t LastAnswerWord(std::string_view reply, std::size_t end) {
  constexpr std::string_view kWord = "answer";
  for (std::size_t at = end; at-- > 0;) {
    if (EqualIgnoringCase(reply.substr(at, kWord.size()), kWord) && !IsInsideWord(reply, at))
      return at;
  }
  return std::string_view::npos;
}

std::size_t SkipMarkup(std::string_view reply, std::size_t at) {
  return std::min(reply.find_first_not_of(" *_", at), reply.size());
}

/// Behind the last "answer" that `mark` follows; npos when there is none.
std::size_t BehindLast(std::string_view reply, std::string_view mark) {
  std::size_t at = reply.size();
  while ((at = LastAnswerWord(reply, at)) != std::string_view::npos) {
    const std::size_t behind = SkipMarkup(reply, at + std::string_view("answer").size());
    if (EqualIgnoringCase(reply.substr(behind, mark.size()), mark)) return behind + mark.size();
  }
  return std::string_view::npos;
}

std::size_t BehindMark(std::string_view reply) {
  const std::size_t colon = BehindLast(reply, ":");
  if (colon != std::string_view::npos) return colon;
  const std::size_t is = BehindLast(reply, "is:");
  return is != std::string_view::npos ? is : BehindLast(reply, "is ");
}

std::string_view FirstLine(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kMarkup), text.size()));
  return text.substr(0, text.find('\n'));
}

std::string_view LastLine(std::string_view text) {
  text = Trim(text, kMarkup);
  const std::size_t end = text.rfind('\n');
  return end == std::string_view::npos ? text : text.substr(end + 1);
}

bool IsNumberRight(std::string_view wanted, std::string_view answer) {
  const std::optional<double> right = StatedNumber(wanted);
  const std::optional<double> said = StatedNumber(answer);
  if (!right || !said) return false;
  return std::abs(*said - *right) <= 1e-9 * std::max(1.0, std::abs(*right));
}

bool IsWordRight(std::string_view wanted, std::string_view answer) {
  constexpr std::array<std::string_view, 5> kDenials{"not", "no", "never", "isn't", "neither"};
  const std::vector<std::string> words = WordsOf(answer);
  const std::optional<std::size_t> at = FindWords(words, WordsOf(wanted));
  if (!at) return false;
  const std::vector<std::string> other{"or"};
  if (FindWords(words, other) && !FindWords(WordsOf(wanted), other)) return false;  // a hedge
  if (*at == 0) return true;
  return std::find(kDenials.begin(), kDenials.end(), words[*at - 1]) == kDenials.end();
}

bool IsChoiceRight(const KnownTask& task, std::string_view answer) {
  const std::optional<std::size_t> said = OnlyOneSaid(answer, task.choices);
  return said && task.choices[*said] == task.answer && IsWordRight(task.answer, answer);
}

bool IsNumeral(const std::string& word) { return std::all_of(word.begin(), word.end(), IsDigit); }

bool IsListRight(std::string_view wanted, std::string_view answer) {
  const std::vector<std::string> right = WordsOf(wanted);
  const bool numerals = std::any_of(right.begin(), right.end(), IsNumeral);
  std::vector<std::string> words = WordsOf(answer);
  std::erase_if(words, [&](const std::string& word) {
    return word == "and" || word == "then" || (!numerals && IsNumeral(word));
  });
  return words == right;
}

bool IsExactlyRight(std::string_view wanted, std::string_view answer) {
  const auto bare = [](std::string_view text) {
    std::string kept(Trim(Trim(text, kMarkup), ". `\"'"));
    std::erase(kept, ' ');
    return kept;
  };
  return bare(wanted) == bare(answer);
}

}  // namespace

std::string_view FinalAnswer(std::string_view reply) {
  const std::size_t mark = BehindMark(reply);
  if (mark == std::string_view::npos) return Trim(LastLine(reply), kMarkup);
  return Trim(FirstLine(reply.substr(mark)), kMarkup);
}

std::string AnswerEssence(std::string_view reply) {
  return fmt::format("{}", fmt::join(WordsOf(FinalAnswer(reply)), " "));
}

bool IsRight(const KnownTask& task, std::string_view reply) {
  const std::string_view answer = FinalAnswer(reply);
  switch (task.check) {
    case AnswerCheck::kNumber:
      return IsNumberRight(task.answer, answer);
    case AnswerCheck::kWord:
      return IsWordRight(task.answer, answer);
    case AnswerCheck::kChoice:
      return IsChoiceRight(task, answer);
    case AnswerCheck::kList:
      return IsListRight(task.answer, answer);
    case AnswerCheck::kExact:
      return IsExactlyRight(task.answer, answer);
  }
  return false;
}

}  // namespace lab
