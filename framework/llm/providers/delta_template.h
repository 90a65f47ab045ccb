// Recognises an event that differs from an earlier one in the text of its delta only.
//
//   if (const auto text = known.Match(event.data)) return Append(*text);     // no JSON parsed
//   const Content content = Parse(event);
//   known.Learn(event.data, content.delta, [&](std::string_view data) { return Proves(data); });
//
// Nearly all events of a stream are such: the same object with another piece of text. Parsing each
// of them costs most of what a token costs us, comparing it with the last one a tenth of that.
//
// It guesses nothing. Learn() finds the delta's text in the event's bytes, puts another text there
// and lets the decoder itself say whether exactly that comes out and nothing else happens; Match()
// then accepts what has the same bytes around a well-formed JSON string in that place. Two more
// things may differ, because services pad their events: the string under "obfuscation", and blanks
// before the last brace.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "framework/llm/reply.h"

namespace lab {

/// Where a delta's text goes.
struct DeltaTarget {
  TokenKind kind = TokenKind::kText;
  std::size_t call = 0;  ///< place in Reply::tool_calls, for arguments

  std::string& In(Reply& reply) const {
    if (kind == TokenKind::kText) return reply.text;
    return kind == TokenKind::kReasoning ? reply.reasoning : reply.tool_calls[call].arguments;
  }
  friend bool operator==(DeltaTarget a, DeltaTarget b) {
    return a.kind == b.kind && (a.kind != TokenKind::kToolCall || a.call == b.call);
  }
};

/// The last `bytes` of a text.
inline std::string_view TailOf(const std::string& text, std::size_t bytes) {
  return std::string_view(text).substr(text.size() - bytes);
}

/// One stream's; used once.
class DeltaTemplate {
 public:
  /// What Learn() puts in the place of the text.
  static constexpr std::string_view kProbe = "probe";

  /// The text of the delta when `data` fits; valid until the next call.
  std::optional<std::string_view> Match(std::string_view data);

  /// `data` was parsed and added `delta`. `proves(std::string_view)` must say whether other data
  /// adds kProbe to the same place and does nothing else that lasts. False: nothing was learnt, and
  /// what was known may still be. A stream whose events always differ is given up on after a few.
  template <class Proves>
  bool Learn(std::string_view data, std::string_view delta, const Proves& proves) {
    if (!Place(data, delta)) return false;
    --attempts_;
    known_ = proves(Candidate(data, delta));
    return known_;
  }

  /// The place that the text goes to is another from now on.
  void Forget() { known_ = false; }

 private:
  static constexpr int kAttempts = 8;

  bool Place(std::string_view data, std::string_view delta);
  std::string_view Candidate(std::string_view data, std::string_view delta) const;
  void AddSuffix(std::string_view suffix);
  bool FitsSuffix(std::string_view suffix) const;
  std::optional<std::string_view> Unescape(std::string_view raw);

  std::string_view prefix() const { return std::string_view(around_).substr(0, prefix_); }
  std::string_view suffix() const { return std::string_view(around_).substr(prefix_, suffix_); }
  std::string_view suffix_end() const {
    return std::string_view(around_).substr(prefix_ + suffix_);
  }

  bool known_ = false;
  bool padded_ = false;       // a string that may differ stands between the suffix's two parts
  int attempts_ = kAttempts;  // until the next match
  std::string around_;        // what stands before the text, behind it, and behind the padding
  std::size_t prefix_ = 0;    // their sizes
  std::size_t suffix_ = 0;
  std::string unescaped_;
};

}  // namespace lab
