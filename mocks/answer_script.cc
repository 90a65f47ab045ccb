#include "mocks/answer_script.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "framework/base/hash.h"
#include "framework/base/rng.h"
#include "mocks/hints.h"
#include "mocks/skill.h"
#include "mocks/tokens.h"
#include "mocks/tool_arguments.h"

namespace lab::mocks {
namespace {

constexpr std::int64_t kMostCalls = 64;
constexpr std::int64_t kMostTokens = 1'000'000;

std::int64_t DrawTokens(const LogNormal& law, Rng rng) {
  if (law.median <= 0) return 0;
  const double drawn = law.sigma > 0 ? rng.LogNormal(law.median, law.sigma) : law.median;
  return std::clamp<std::int64_t>(std::llround(std::min(drawn, 1e9)), 1, kMostTokens);
}

bool ContainsAny(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [text](std::string_view word) {
    return text.find(word) != std::string_view::npos;
  });
}

const LogNormal& LengthOf(AnswerClass answer_class, const OutputModel& output) {
  if (answer_class == AnswerClass::kShort) return output.short_tokens;
  return answer_class == AnswerClass::kLong ? output.long_tokens : output.medium_tokens;
}

std::int64_t CallsWanted(const MockRequest& request) {
  const bool may = !request.tools.empty() && request.tool_choice != ToolChoice::kNone;
  const bool must = request.tool_choice == ToolChoice::kAny;
  if (!may || (request.tool_results > 0 && !must)) return 0;
  const std::int64_t asked = HintNumber(request.hints, "tool_calls").value_or(1);
  const std::int64_t most = request.parallel_tool_calls ? kMostCalls : 1;
  return std::clamp<std::int64_t>(asked, must ? 1 : 0, most);
}

std::size_t FirstTool(const MockRequest& request, Rng rng) {
  const std::string_view wanted = HintText(request.hints, "tool");
  for (std::size_t i = 0; i < request.tools.size(); ++i) {
    if (request.tools[i].name == wanted) return i;
  }
  return rng.Below(request.tools.size());
}

/// Where token `index` of a fixed text begins: every 4 bytes, but not inside a character.
std::size_t TokenStart(std::string_view text, std::int64_t index) {
  std::size_t at = std::min(static_cast<std::size_t>(index * kBytesPerToken), text.size());
  while (at > 0 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80) --at;
  return at;
}

struct Match {
  std::size_t at = std::string::npos;
  const std::string* sequence = nullptr;
};

Match FirstMatch(std::string_view text, const std::vector<std::string>& sequences) {
  Match first;
  for (const std::string& sequence : sequences) {
    if (sequence.empty()) continue;
    const std::size_t at = text.find(sequence);
    if (at < first.at) first = {at, &sequence};
  }
  return first;
}

}  // namespace

AnswerClass ClassOf(const MockRequest& request) {
  const std::string_view hint = HintText(request.hints, "class");
  if (hint == "short") return AnswerClass::kShort;
  if (hint == "medium") return AnswerClass::kMedium;
  if (hint == "long") return AnswerClass::kLong;
  constexpr std::size_t kLooked = 2000;  // the question, not the documents before it
  std::string_view text = request.last_user_text;
  if (text.size() > kLooked) text.remove_prefix(text.size() - kLooked);
  if (ContainsAny(text, {"es or no", "one word", "riefly", "lassify", "one sentence"})) {
    return AnswerClass::kShort;
  }
  if (ContainsAny(text, {"in detail", "essay", "detailed", "step by step", "omprehensive"})) {
    return AnswerClass::kLong;
  }
  return AnswerClass::kMedium;
}

AnswerScript::AnswerScript(const MockRequest& request, const Profile& profile, std::uint64_t seed,
                           std::uint64_t key)
    : seed_(seed), key_(key), prose_(Rng(0)) {
  Think(request, profile);
  const std::int64_t left = request.max_tokens.count - hidden_tokens_;
  const std::int64_t calls = CallsWanted(request);
  if (calls > 0) {
    CallTools(request, profile, static_cast<int>(calls));
  } else {
    Write(request, profile);
  }
  CutAtMaximum(left);
  if (!request.stop_sequences.empty()) CutAtStopSequence(request.stop_sequences);
  total_tokens_ = hidden_tokens_;
  for (const Segment& segment : segments_) total_tokens_ += segment.tokens;
  if (!segments_.empty()) prose_ = ProseFor(segments_.front().kind);
}

void AnswerScript::Think(const MockRequest& request, const Profile& profile) {
  if (!request.thinking) return;
  const std::int64_t tokens =
      HintNumber(request.hints, "thinking_tokens")
          .value_or(DrawTokens(profile.thinking.tokens, Rng::For(seed_, "thinking length", key_)));
  if (tokens == 0) return;
  if (!profile.thinking.visible || !request.visible_thinking) {
    hidden_tokens_ = std::min({tokens, request.max_tokens.count, kMostTokens});
    return;
  }
  segments_.push_back({.kind = PieceKind::kThinking,
                       .index = next_index_++,
                       .tokens = std::min(tokens, kMostTokens),
                       .prose = true});
}

void AnswerScript::Write(const MockRequest& request, const Profile& profile) {
  const std::optional<SkilledAnswer> said = AnswerBySkill(profile.skill, seed_, request.hints);
  const int index = next_index_++;
  std::string ending;
  if (said) ending = said->label ? said->text : "\n\nAnswer: " + said->text;
  if (!said || !said->label) {
    const LogNormal& length = LengthOf(ClassOf(request), profile.output);
    const std::int64_t wanted =
        HintNumber(request.hints, "output_tokens")
            .value_or(DrawTokens(length, Rng::For(seed_, "output length", key_)));
    const std::int64_t prose = std::min(wanted, kMostTokens) - CountTokens(ending).count;
    if (prose > 0) segments_.push_back({.index = index, .tokens = prose, .prose = true});
  }
  if (!ending.empty()) {
    const std::int64_t tokens = CountTokens(ending).count;
    segments_.push_back({.index = index, .tokens = tokens, .text = std::move(ending)});
  }
}

void AnswerScript::CallTools(const MockRequest& request, const Profile& profile, int calls) {
  stop_ = Stop::kToolUse;
  const std::size_t first = FirstTool(request, Rng::For(seed_, "tool", key_));
  for (int call = 0; call < calls; ++call) {
    const MockTool& tool =
        request.tools[(first + static_cast<std::size_t>(call)) % request.tools.size()];
    const auto draw = HashCombine(key_, static_cast<std::uint64_t>(call));
    const bool well = CallsToolsWell(profile.skill, seed_, key_, call);
    std::string arguments = MakeArguments(tool.schema, Rng::For(seed_, "tool arguments", draw),
                                          well ? Fit::kGood : Fit::kBad);
    Segment start{.kind = PieceKind::kToolStart, .index = next_index_++};
    start.tokens = std::max<std::int64_t>(1, CountTokens(tool.name).count);
    start.tool_name = tool.name;
    start.tool_id = std::to_string(call + 1);
    Segment rest = start;
    rest.kind = PieceKind::kToolArguments;
    rest.tokens = CountTokens(arguments).count;
    rest.text = std::move(arguments);
    segments_.push_back(std::move(start));
    segments_.push_back(std::move(rest));
  }
}

void AnswerScript::CutAtMaximum(std::int64_t left) {
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    if (segments_[i].tokens <= left) {
      left -= segments_[i].tokens;
      continue;
    }
    stop_ = Stop::kMaxTokens;
    segments_[i].tokens = left;
    segments_.resize(i + (left > 0 ? 1 : 0));
    return;
  }
}

// Only where the text has a match does it become a fixed text that ends before it.
void AnswerScript::CutAtStopSequence(const std::vector<std::string>& sequences) {
  const auto is_text = [](const Segment& segment) { return segment.kind == PieceKind::kText; };
  const auto first = std::find_if(segments_.begin(), segments_.end(), is_text);
  if (first == segments_.end()) return;
  std::string text;
  Prose prose = ProseFor(PieceKind::kText);
  for (auto segment = first; segment != segments_.end(); ++segment) {
    if (!segment->prose)
      text += segment->text.substr(0, TokenStart(segment->text, segment->tokens));
    for (std::int64_t i = 0; segment->prose && i < segment->tokens; ++i) text += prose.Next();
  }
  const Match match = FirstMatch(text, sequences);
  if (match.sequence == nullptr) return;
  text.resize(match.at);
  first->prose = false;
  first->tokens = CountTokens(text).count;
  first->text = std::move(text);
  segments_.erase(first + (first->tokens > 0 ? 1 : 0), segments_.end());
  stop_ = Stop::kStopSequence;
  stop_sequence_ = *match.sequence;
}

Prose AnswerScript::ProseFor(PieceKind kind) const {
  const char* purpose = kind == PieceKind::kThinking ? "thoughts" : "content";
  return Prose(Rng::For(seed_, purpose, key_));
}

bool AnswerScript::Next(int most, Piece& piece) {
  if (at_ == segments_.size()) return false;
  Segment& segment = segments_[at_];
  const bool start = segment.kind == PieceKind::kToolStart;
  const std::int64_t left = segment.tokens - said_;
  const std::int64_t count = start ? left : std::min<std::int64_t>(left, std::max(1, most));
  piece.kind = segment.kind;
  piece.index = segment.index;
  piece.tokens = static_cast<int>(count);
  piece.tool_name = segment.tool_name;
  piece.tool_id = segment.tool_id;
  piece.text = start ? std::string_view() : Take(segment, count);
  said_ += count;
  if (said_ < segment.tokens) return true;
  said_ = 0;
  ++at_;
  if (at_ < segments_.size() && segments_[at_].kind != segment.kind) {
    prose_ = ProseFor(segments_[at_].kind);
  }
  return true;
}

std::string_view AnswerScript::Take(Segment& segment, std::int64_t count) {
  if (!segment.prose) {
    const std::size_t begin = TokenStart(segment.text, said_);
    const std::size_t end = TokenStart(segment.text, said_ + count);
    return std::string_view(segment.text).substr(begin, end - begin);
  }
  if (count == 1) return prose_.Next();
  buffer_.clear();
  for (std::int64_t i = 0; i < count; ++i) buffer_ += prose_.Next();
  return buffer_;
}

}  // namespace lab::mocks
