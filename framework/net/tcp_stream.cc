#include "framework/net/tcp_stream.h"

#include <fmt/format.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "framework/runtime/combine.h"

namespace lab::net {
namespace {

Error Closed(int error) {
  return {ErrorKind::kClosed, fmt::format("connection is broken: {}", DescribeErrno(error))};
}

/// Room beyond a reader's, so that a read empties the kernel's queue: only then is the stamp of its
/// last segment that of what was read.
std::span<char> MoreRoom() {
  thread_local std::array<char, 48 * 1024> room;
  return room;
}

bool WouldBlock() { return errno == EAGAIN || errno == EWOULDBLOCK; }

}  // namespace

TcpStream::TcpStream(RealLoop& loop, Socket socket, std::optional<StreamStamps> stamps)
    : loop_(loop), socket_(std::move(socket)), stamps_(std::move(stamps)), io_(loop, socket_.fd()) {
  if (!stamps_) return;
  if (!AskForStamps(socket_.fd(), stamps_->asked)) {
    stamps_.reset();
    return;
  }
  steps_ = stamps_->clock->steps();
  // A stamp that comes late wakes the loop as an error would.
  io_.OnErrors([this] { return TakeSentStamps(socket_.fd(), 0).count > 0; });
}

Error TcpStream::Broken() {
  reset_ = true;
  return Closed(errno);
}

std::optional<Result<ReadResult>> TcpStream::TryRead(std::span<char> buffer) {
  assert(!buffer.empty());
  if (!spilled_.empty()) return TakeSpilled(buffer);
  const std::span<char> more = stamps_ ? MoreRoom() : std::span<char>();
  Received received = Receive(socket_.fd(), buffer, more);
  while (received.bytes < 0 && errno == EINTR) received = Receive(socket_.fd(), buffer, more);
  if (received.bytes < 0) {
    if (!WouldBlock()) return Broken();
    io_.Drained();
    return std::nullopt;
  }
  const auto bytes = static_cast<std::size_t>(received.bytes);
  const std::size_t room = buffer.size() + more.size();
  if (bytes > 0 && bytes < room) io_.Drained();  // an end may be read again and again
  latest_ = ArrivalOf(received, loop_.Now());
  if (bytes <= buffer.size()) return ReadResult{bytes, latest_};
  spilled_.assign(more.data(), bytes - buffer.size());
  return ReadResult{buffer.size(), latest_};
}

ReadResult TcpStream::TakeSpilled(std::span<char> buffer) {
  const std::size_t bytes = spilled_.copy(buffer.data(), buffer.size());
  spilled_.erase(0, bytes);
  return {bytes, latest_, /*continues=*/true};
}

// What was stamped before the time was set cannot be told from what was stamped after, until the
// queue has been empty once. A stamp outside of what is possible is none either.
Arrival TcpStream::ArrivalOf(const Received& received, Time user) {
  constexpr Duration kSlack = std::chrono::microseconds(2);  // of the two clocks
  const Arrival by_user{user, user, StampSource::kUser};
  if (!stamps_ || received.bytes <= 0) return by_user;
  KernelClock& clock = *stamps_->clock;
  clock.Look();
  const bool certain = steps_ == clock.steps();
  if (received.left == 0) steps_ = clock.steps();
  if (!received.stamp || !certain) return by_user;
  const Time stamp = clock.ToMonotonic(*received.stamp);
  if (stamp > user + kSlack || (IsSet(latest_.stamp) && stamp < latest_.stamp - kSlack)) {
    return by_user;
  }
  const Time earliest = IsSet(latest_.stamp) ? latest_.stamp : stamp;
  const StampSource source = received.left == 0 ? StampSource::kKernel : StampSource::kKernelBound;
  return {std::clamp(stamp, std::min(earliest, user), user), user, source};
}

Task<Result<ReadResult>> TcpStream::Read(std::span<char> buffer) {
  while (true) {
    if (io_.may_read() || !spilled_.empty()) {
      std::optional<Result<ReadResult>> read = TryRead(buffer);
      if (read) co_return *std::move(read);
    }
    co_await io_.Readable();
  }
}

Task<Result<Time>> TcpStream::Write(Pieces bytes) {
  const bool stamped = stamps_ && stamps_->asked == Stamps::kReceivedAndSent;
  const Time before = stamped ? loop_.Now() : Time{};
  if (stamped) stamps_->clock->Look();
  const std::uint64_t steps = stamped ? stamps_->clock->steps() : 0;
  sent_by_kernel_ = false;
  asked_ += bytes.bytes();
  while (!bytes.empty()) {
    const ssize_t sent = Send(socket_.fd(), bytes, stamped);
    if (sent >= 0) {
      accepted_ += static_cast<std::uint64_t>(sent);
      bytes.Skip(static_cast<std::size_t>(sent));
      continue;
    }
    if (errno == EINTR) continue;
    if (!WouldBlock()) co_return Broken();
    co_await io_.Writable();
  }
  co_return stamped ? SentAt(before, steps) : loop_.Now();
}

// On most paths the last segment leaves within the call that sends it, so its stamp is here by now.
// Where it is not, it waits for the peer's window, and the moment is that of handing it over.
Time TcpStream::SentAt(Time before, std::uint64_t steps) {
  const Time now = loop_.Now();
  const SentStamps taken = TakeSentStamps(socket_.fd(), static_cast<std::uint32_t>(accepted_ - 1));
  if (!taken.stamp) return now;
  KernelClock& clock = *stamps_->clock;
  clock.Look();
  const Time stamp = clock.ToMonotonic(*taken.stamp);
  if (clock.steps() != steps || stamp < before || stamp > now) return now;
  sent_by_kernel_ = true;
  return stamp;
}

// An orderly end acknowledges all that the peer had received by then. A reset need not, so behind
// one only what was never sent is known.
std::uint64_t TcpStream::unread() const {
  int unacknowledged = 0;
  if (reset_ || ioctl(socket_.fd(), SIOCOUTQ, &unacknowledged) != 0) unacknowledged = 0;
  return asked_ - accepted_ + static_cast<std::uint64_t>(unacknowledged);
}

void TcpStream::FinishWriting() { shutdown(socket_.fd(), SHUT_WR); }

// Dissolving the association is how Linux lets go of a connection with a RST while the descriptor
// stays open for those who wait on it.
void TcpStream::Reset() {
  const sockaddr nowhere{.sa_family = AF_UNSPEC, .sa_data = {}};
  connect(socket_.fd(), &nowhere, sizeof nowhere);
  io_.Ended();
}

namespace {

struct Race {
  explicit Race(RealLoop& the_loop) : loop(the_loop), changed(the_loop) {}

  RealLoop& loop;
  Event changed;
  std::size_t running = 0;
  std::optional<Socket> winner;
  std::string failure = "no address";
};

/// 0 when connected, an errno, or EINPROGRESS.
int ConnectionState(int fd) {
  int error = 0;
  socklen_t size = sizeof error;
  if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return errno;
  if (error != 0) return error;
  SocketAddress peer;
  peer.size = sizeof peer.storage;
  const int got = getpeername(fd, reinterpret_cast<sockaddr*>(&peer.storage), &peer.size);
  return got == 0 ? 0 : EINPROGRESS;
}

Task<int> Connect(Race* race, int fd, SocketAddress address) {
  if (connect(fd, address.get(), address.size) == 0) co_return 0;
  if (errno != EINPROGRESS) co_return errno;
  IoHandle io(race->loop, fd);
  while (true) {
    co_await io.Writable();
    const int state = ConnectionState(fd);
    if (state != EINPROGRESS) co_return state;
  }
}

Task<void> Attempt(Race* race, SocketAddress address) {
  Socket socket = Socket::ForTcp(address.family());
  int error = errno;
  if (socket.valid()) error = co_await Connect(race, socket.fd(), address);
  --race->running;
  if (error != 0) race->failure = FormatAddress(address) + ": " + DescribeErrno(error);
  if (error == 0 && !race->winner) race->winner = std::move(socket);
  race->changed.Set();
}

Task<Result<bool>> Changed(Event* changed) {
  co_await changed->Wait();
  co_return true;
}

}  // namespace

Task<Result<Socket>> Dial(RealLoop& loop, std::vector<SocketAddress> addresses, Duration stagger) {
  Race race(loop);
  TaskScope attempts(loop);
  std::size_t next = 0;
  while (!race.winner && (next < addresses.size() || race.running > 0)) {
    const bool start = next < addresses.size();
    race.changed.Reset();
    if (start) {
      ++race.running;
      attempts.Spawn(Attempt(&race, addresses[next++]));
    }
    const Time until = next < addresses.size() ? loop.Now() + stagger : kNever;
    Result<bool> changed = co_await WithDeadline(loop, until, "connecting", Changed(&race.changed));
  }
  if (race.winner) co_return std::move(*race.winner);
  co_return Error{ErrorKind::kConnect, race.failure};
}

}  // namespace lab::net
