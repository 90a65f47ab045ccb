#include "framework/techniques/coalescer.h"

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>
#include <vector>

#include "framework/runtime/event.h"
#include "framework/runtime/task_scope.h"
#include "framework/techniques/local_reply.h"

namespace lab {

/// One who waits. Lives in the frame of Send().
struct Coalescer::Member {
  Member(Loop& loop, const Request& request, const Call& call)
      : asked{request, call, loop.Now()}, settled(loop) {}

  Asked asked;
  bool sender = false;  ///< the request went out as this one's
  std::optional<Reply> reply;
  std::exception_ptr thrown;  ///< in place of a reply
  Event settled;
};

/// One request on its way, and who waits for it. Shared by its members and the table; its task
/// holds a bare pointer, because it ends with the flight.
struct Coalescer::Flight {
  Flight(Loop& loop, std::string k) : key(std::move(k)), scope(loop) {}

  std::string key;
  std::vector<Member*> members;  ///< in the order of asking; the first pays
  Reply so_far;                  ///< text, reasoning and tool calls of the stream
  std::optional<Reply> given_up;
  TaskScope scope;  // last: what it cancels still uses the rest
};

namespace {

void Append(const std::string& from, std::string& to) {
  if (from.size() > to.size()) to.append(from, to.size());
}

void Follow(const Reply& reply, Reply& so_far) {
  Append(reply.text, so_far.text);
  Append(reply.reasoning, so_far.reasoning);
  if (!reply.tool_calls.empty()) so_far.tool_calls = reply.tool_calls;
}

// What came before somebody asked is there when he asks.
Time NotBefore(Time asked, Time stamp) { return IsSet(stamp) ? std::max(asked, stamp) : stamp; }

Timeline SeenFrom(const Asked& who, const Timeline& flight) {
  const Time asked = who.at;
  Timeline seen;
  seen.intended = IntendedOf(who);
  seen.start = asked;
  seen.streamed = flight.streamed;
  seen.first_byte = NotBefore(asked, flight.first_byte);
  seen.first_event = NotBefore(asked, flight.first_event);
  seen.first_token = NotBefore(asked, flight.first_token);
  seen.first_visible = NotBefore(asked, flight.first_visible);
  seen.last_token = NotBefore(asked, flight.last_token);
  seen.end = NotBefore(asked, flight.end);
  seen.tokens = flight.tokens;
  for (TokenArrival& token : seen.tokens) {
    token.stamp = NotBefore(asked, token.stamp);
    token.previous = NotBefore(asked, token.previous);
  }
  return seen;
}

}  // namespace

/// A member's place in a flight, for as long as it waits.
class Coalescer::Seat {
 public:
  Seat(Coalescer& coalescer, std::shared_ptr<Flight> flight, Member& member)
      : coalescer_(coalescer), flight_(std::move(flight)), member_(member) {
    flight_->members.push_back(&member_);
  }
  Seat(const Seat&) = delete;
  Seat& operator=(const Seat&) = delete;
  ~Seat() {
    if (!member_.settled.is_set()) GiveUp();
  }

 private:
  void GiveUp() {
    std::erase(flight_->members, &member_);
    if (flight_->members.empty()) {
      coalescer_.Close(*flight_);
      flight_->scope.Cancel();
    }
    const auto& abandoned = member_.asked.call.abandoned;
    if (abandoned) abandoned(LastReply());
  }
  // The last to leave learns what the request has used.
  Reply LastReply() const {
    if (flight_->given_up) return *flight_->given_up;
    Reply reply = AnswerOf(flight_->so_far);
    reply.timeline = SeenFrom(member_.asked, flight_->so_far.timeline);
    reply.timeline.end = coalescer_.loop_.Now();
    reply.error = Error{ErrorKind::kCancelled, "the request was given up by its caller"};
    return reply;
  }

  Coalescer& coalescer_;
  std::shared_ptr<Flight> flight_;
  Member& member_;
};

Coalescer::Coalescer(Loop& loop, Client& inner, CoalescerOptions options)
    : loop_(loop), inner_(inner), options_(std::move(options)) {}

Coalescer::~Coalescer() = default;

std::shared_ptr<Coalescer::Flight> Coalescer::Board(Member& member) {
  const Request& request = member.asked.request;
  std::string key = options_.key(request);
  key += request.stream ? "streamed" : "buffered";
  std::shared_ptr<Flight>& flight = flights_[key];
  if (flight) {
    ++joined_;
    return flight;
  }
  flight = std::make_shared<Flight>(loop_, std::move(key));
  ++sent_;
  member.sender = true;
  flight->scope.Spawn(Fly(this, flight.get(), request, ForAll(*flight, member.asked.call)));
  return flight;
}

// The sender's call, with the ears of all members.
Call Coalescer::ForAll(Flight& flight, const Call& sender) {
  Call call = sender;
  call.watch = [this, &flight](const Progress& progress) { return Tell(flight, progress); };
  call.abandoned = [&flight](const Reply& reply) { flight.given_up = reply; };
  return call;
}

Task<void> Coalescer::Fly(Coalescer* coalescer, Flight* flight, Request request, Call call) {
  std::exception_ptr thrown;
  try {
    Reply reply = co_await coalescer->inner_.Send(std::move(request), std::move(call));
    coalescer->Land(*flight, std::move(reply));
  } catch (...) {
    thrown = std::current_exception();
  }
  if (thrown) coalescer->Crash(*flight, thrown);
}

// A watcher has thrown: without this the scope would keep it to itself, and all would wait on.
void Coalescer::Crash(Flight& flight, const std::exception_ptr& thrown) {
  Close(flight);
  for (Member* member : std::exchange(flight.members, {})) {
    member->thrown = thrown;
    member->settled.Set();
  }
}

// Whoever has seen enough leaves; the last one stops the stream.
Flow Coalescer::Tell(Flight& flight, const Progress& progress) {
  Follow(progress.reply, flight.so_far);
  std::vector<Member*>& members = flight.members;
  for (std::size_t i = 0; i < members.size();) {
    Member& member = *members[i];
    const auto& watch = member.asked.call.watch;
    const bool stops = watch && watch(progress) == Flow::kStop;
    if (stops && members.size() == 1) {
      Close(flight);  // what is cut for this one is of no use to another
      return Flow::kStop;
    }
    if (!stops) {
      ++i;
      continue;
    }
    members.erase(members.begin() + static_cast<std::ptrdiff_t>(i));
    Stop(member, progress.reply);
  }
  return Flow::kContinue;
}

void Coalescer::Stop(Member& member, const Reply& so_far) {
  Reply reply = AnswerOf(so_far);
  reply.timeline = SeenFrom(member.asked, so_far.timeline);
  reply.timeline.end = loop_.Now();
  reply.stopped_early = true;
  Settle(member, std::move(reply));
}

void Coalescer::Settle(Member& member, Reply reply) {
  member.reply = std::move(reply);
  member.settled.Set();
}

void Coalescer::Land(Flight& flight, Reply reply) {
  Close(flight);
  bool paid = false;
  for (Member* member : std::exchange(flight.members, {})) {
    Reply shared = paid ? AnswerOf(reply) : reply;
    if (!member->sender) shared.timeline = SeenFrom(member->asked, reply.timeline);
    paid = true;
    Settle(*member, std::move(shared));
  }
}

// From now on nobody joins it.
void Coalescer::Close(const Flight& flight) {
  const auto listed = flights_.find(flight.key);
  if (listed != flights_.end() && listed->second.get() == &flight) flights_.erase(listed);
}

// Shows one that joins what has come already; false when it has seen enough by that.
bool Coalescer::CatchUp(Flight& flight, Member& member) {
  const Reply& so_far = flight.so_far;
  const auto& watch = member.asked.call.watch;
  if (!watch || so_far.text.empty()) return true;
  if (watch(Progress{so_far, so_far.text, loop_.Now()}) == Flow::kContinue) return true;
  Stop(member, so_far);
  return false;
}

Task<Reply> Coalescer::Answer(Request request, Call call) {
  Member member(loop_, request, call);
  std::shared_ptr<Flight> flight = Board(member);
  if (!CatchUp(*flight, member)) co_return std::move(*member.reply);
  const Seat seat(*this, std::move(flight), member);
  co_await member.settled.Wait();
  if (member.thrown) std::rethrow_exception(member.thrown);
  co_return std::move(*member.reply);
}

}  // namespace lab
