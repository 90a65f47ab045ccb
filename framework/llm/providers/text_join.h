// Pieces of text behind each other in a Reply, although a character may be cut between two of them.
//
//   TextJoin join;
//   std::size_t bytes = join.Append(reply, {TokenKind::kText}, text, document.halves);
//   join.Flush(reply);                       // the end: what still waits becomes U+FFFD
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "framework/llm/providers/delta_template.h"
#include "framework/llm/reply.h"

namespace lab {

/// One stream's; used once.
class TextJoin {
 public:
  /// The bytes that were added to `target`. `halves`: `piece` is from a document with marked halves
  /// (json_repair.h). Half a character adds nothing until its other half, or something else, comes.
  std::size_t Append(Reply& reply, DeltaTarget target, std::string_view piece, bool halves);

  /// Half a character waits: what comes next must pass through Append().
  bool waiting() const { return !waiting_.empty(); }
  void Flush(Reply& reply);

 private:
  struct Half {
    DeltaTarget target;
    char16_t high;
  };

  std::string_view TakeWaiting(std::string& to, DeltaTarget target, std::string_view piece,
                               bool halves);

  std::vector<Half> waiting_;
};

/// `text` with what is left of a cut character as U+FFFD: for names and words that come whole.
std::string WithoutHalves(std::string_view text, bool halves);

}  // namespace lab
