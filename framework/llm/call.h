// What goes along with a request: everything that is about this one call and not about the
// question. Experiments seldom need it; the framework fills it in.
//
//   Call call = Call().Watch([](const Progress& so_far) { return Flow::kContinue; });
//   Reply reply = co_await client.Send(request, std::move(call));
//
// Decorators pass it on, changed where they must: Retry counts the attempt, Hedge gives its copies
// keys of their own. A request that a technique makes on behalf of another one (a classification, a
// check) gets Beside(). So everything that one user's question has caused ends up in one sink, and
// the calls of many users overlap on one loop.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "framework/base/time.h"
#include "framework/base/units.h"
#include "framework/llm/request.h"
#include "framework/llm/timeline.h"

namespace lab {

struct Reply;

/// What a watcher of a stream wants to happen next.
enum class Flow : std::uint8_t {
  kContinue,
  kStop,  ///< the user has seen enough: the connection is closed, the reply ends as `stopped_early`
};

/// A look at a reply that is still coming.
struct Progress {
  /// Text, reasoning and tool calls so far; the last call's arguments may be incomplete.
  const Reply& reply;
  std::string_view delta;  ///< what this event added
  Time now;                ///< its arrival
};

/// A call that is over, as its sink is told of it. Nothing in it outlives the call of Add().
struct CallRecord {
  const Reply& reply;      ///< ErrorKind::kCancelled: given up by its caller
  std::string_view model;  ///< the one that was asked for
  Tokens prompt;           ///< what the prompt was estimated at, where nobody has counted it
  int attempt = 0;
  std::int64_t step = -1;
  std::uint64_t lineage = 0;  ///< Call::lineage
};

/// Where the record of a call goes: a trial, a load run. One for all that belongs together.
class CallSink {
 public:
  virtual ~CallSink() = default;
  /// Told once for each request that went out, whatever became of it. Must not throw.
  virtual void Add(const CallRecord& record) = 0;
  /// A key for a request that brings none; never the same twice.
  virtual std::string NextKey() = 0;

  /// Whether Timeline::tokens is to be filled: 40 bytes a content event. Where it is not, Token()
  /// is told of each.
  virtual bool keeps_tokens() const { return true; }
  virtual void Token(const TokenArrival& /*token*/) {}
};

class Call {
 public:
  // Constructors on purpose: GCC 12 copies the bytes of an aggregate that is made in an awaited
  // expression.
  Call();
  ~Call();
  Call(const Call&);
  Call(Call&&) noexcept;
  Call& operator=(const Call&);
  Call& operator=(Call&&) noexcept;

  Time intended = kUnset;  ///< when it should have been sent; unset: when it is
  Time deadline = kNever;  ///< the whole must be over by then, whatever Request::timeout leaves
  /// Names the draw of the mock's luck: the same key for the same request is equally slow.
  std::string key;
  /// "name=value;..." for a simulated model: what it is to answer (mocks/hints.h). A real provider
  /// never sees them.
  std::string hints;
  int attempt = 0;  ///< attempts at the same thing before this one
  /// Shared by all that is sent for one request of the caller's: attempts, copies, repairs. So it
  /// is known what a failure came to. 0: this is all of it. Loop::NextSerial() gives new ones.
  std::uint64_t lineage = 0;
  std::int64_t step = -1;  ///< which step of a trial sends it (Step::In); -1: the trial itself

  /// Called for each content event of a stream, on the loop's thread; must not block.
  std::function<Flow(const Progress&)> watch;
  /// Called once when the call is given up: its task is destroyed before it has ended. The reply
  /// is what had come until then, with ErrorKind::kCancelled. Must not throw.
  std::function<void(const Reply&)> abandoned;
  /// Null: nowhere, or wherever the client below chooses.
  std::shared_ptr<CallSink> sink;
  /// Sent as they are, behind the client's own.
  struct Header {
    std::string name;
    std::string value;
  };
  std::vector<Header> headers;

  // For chaining.
  Call Watch(std::function<Flow(const Progress&)> watcher) &&;
  Call Key(std::string name) &&;
  Call Expect(std::string what) &&;

  /// Of a request that is made on behalf of this one: same sink, step and deadline.
  Call Beside() const;
};

/// A call that tells a simulated model what to answer: Expecting("output_tokens=120").
Call Expecting(std::string hints);

/// What was asked, and when: of a client or a technique. All of it must outlive this.
struct Asked {
  const Request& request;
  const Call& call;
  Time at;
};

/// When the whole has to be over: by the request's timeout or the call's deadline, whichever is
/// sooner.
Time DeadlineOf(const Asked& asked);
/// When it was meant to be sent; where nobody said so, when it was asked.
Time IntendedOf(const Asked& asked);

/// A request and what goes along with it, where one function makes both.
struct Outgoing {
  Request request;
  Call call;
};

}  // namespace lab
