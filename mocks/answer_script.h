// What the model will say, decided at once and handed out token by token.
//
//   AnswerScript answer(request, profile, seed, key);
//   Piece piece;
//   while (answer.Next(4, piece)) Send(piece);      // up to 4 tokens a piece
//   answer.stop();                                  // why it ended
//
// Thinking (seen or not), then text, or tool calls where the request's tools and choice allow them
// and no tool result waits for an answer. Cut by max_tokens and stop sequences. A function of
// (seed, key, request, profile): when it is asked for changes nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/answer_piece.h"
#include "mocks/mock_request.h"
#include "mocks/profile.h"
#include "mocks/prose.h"

namespace lab::mocks {

/// By the hint `class`, else by what the user asks for: "briefly", "yes or no", "in detail" ...
AnswerClass ClassOf(const MockRequest& request);

class AnswerScript {
 public:
  AnswerScript(const MockRequest& request, const Profile& profile, std::uint64_t seed,
               std::uint64_t key);

  /// Fills `piece` with up to `most` tokens of one kind and block; false when all is said. Views
  /// are valid until the next call. `due` is not set.
  bool Next(int most, Piece& piece);

  /// Thinking before the first piece that nobody sees.
  std::int64_t hidden_tokens() const { return hidden_tokens_; }
  /// Everything, hidden thinking included.
  std::int64_t total_tokens() const { return total_tokens_; }
  Stop stop() const { return stop_; }
  std::string_view stop_sequence() const { return stop_sequence_; }

 private:
  /// A stretch of tokens of one kind and block: prose, or a fixed text.
  struct Segment {
    PieceKind kind = PieceKind::kText;
    int index = 0;
    std::int64_t tokens = 0;
    bool prose = false;
    std::string text;  ///< the fixed text
    std::string tool_name;
    std::string tool_id;
  };

  void Think(const MockRequest& request, const Profile& profile);
  void Write(const MockRequest& request, const Profile& profile);
  void CallTools(const MockRequest& request, const Profile& profile, int calls);
  void CutAtMaximum(std::int64_t left);
  void CutAtStopSequence(const std::vector<std::string>& sequences);
  Prose ProseFor(PieceKind kind) const;
  std::string_view Take(Segment& segment, std::int64_t count);

  std::uint64_t seed_;
  std::uint64_t key_;
  std::vector<Segment> segments_;
  std::size_t at_ = 0;     ///< the segment that is being said
  std::int64_t said_ = 0;  ///< of its tokens
  int next_index_ = 0;     ///< of the next content block
  std::int64_t hidden_tokens_ = 0;
  std::int64_t total_tokens_ = 0;
  Stop stop_ = Stop::kEnd;
  std::string stop_sequence_;
  Prose prose_;
  std::string buffer_;  ///< of pieces of more than one word
};

}  // namespace lab::mocks
