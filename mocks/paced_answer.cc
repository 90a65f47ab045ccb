#include "mocks/paced_answer.h"

#include <algorithm>
#include <utility>

#include "mocks/hints.h"

namespace lab::mocks {
namespace {

constexpr int kMostChunkTokens = 10'000;

/// "4" or "1-8"; otherwise the profile's.
std::pair<int, int> ChunkRange(const MockRequest& request, const DecodeModel& decode) {
  const std::string_view hint = HintText(request.hints, "chunk_tokens");
  const std::size_t dash = std::min(hint.find('-'), hint.size());
  const auto low = ParseCount(hint.substr(0, dash));
  const auto high = dash == hint.size() ? low : ParseCount(hint.substr(dash + 1));
  if (!low || !high || *low > *high) return {decode.chunk_tokens_min, decode.chunk_tokens_max};
  const auto clamped = [](std::int64_t value) {
    return static_cast<int>(std::clamp<std::int64_t>(value, 1, kMostChunkTokens));
  };
  return {clamped(*low), clamped(*high)};
}

}  // namespace

PacedAnswer::PacedAnswer(ModelParts& parts, MockRequest request, std::uint64_t key)
    : parts_(parts),
      key_(key),
      script_(request, parts.profile, parts.seed, key),
      request_(std::move(request)),
      chunks_(Rng::For(parts.seed, "chunks", key)),
      hidden_left_(script_.hidden_tokens()) {
  std::tie(chunk_min_, chunk_max_) = ChunkRange(request_, parts.profile.decode);
  ++parts_.ledger.requests;
}

int PacedAnswer::ChunkTokens() {
  if (chunk_min_ == chunk_max_) return chunk_min_;
  const auto choices = static_cast<std::uint64_t>(chunk_max_ - chunk_min_ + 1);
  return chunk_min_ + static_cast<int>(chunks_.Below(choices));
}

bool PacedAnswer::TakePortion() {
  portion_.shown = script_.Next(ChunkTokens(), portion_.piece);
  portion_.tokens = hidden_left_ + (portion_.shown ? portion_.piece.tokens : 0);
  return portion_.shown || hidden_left_ > 0;
}

void PacedAnswer::Deliver() {
  usage_.output_total += Tokens{portion_.tokens};
  if (hidden_left_ > 0) usage_.output_reasoning += Tokens{std::exchange(hidden_left_, 0)};
  if (portion_.shown && portion_.piece.kind == PieceKind::kThinking) {
    usage_.output_reasoning += Tokens{portion_.piece.tokens};
  }
  booked_ += portion_.tokens;
  parts_.Book(portion_.tokens, Heard::kYes);
  portion_.tokens = 0;
}

void PacedAnswer::ReadCache() {
  plan_ = parts_.cache.Look(request_, key_, parts_.clock.Now());
  usage_ = plan_.usage;
}

void PacedAnswer::CommitCache() {
  committed_ = true;
  parts_.cache.Commit(plan_, parts_.clock.Now());
}

}  // namespace lab::mocks
