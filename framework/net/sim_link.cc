#include "framework/net/sim_link.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <string_view>

namespace lab::net {
namespace {

constexpr std::size_t kSegmentBytes = 16 * 1024;  // what arrives as one; as large as a TLS record
constexpr std::size_t kCompactAt = 64 * 1024;     // queues are moved to their front from here on
constexpr std::size_t kCompactSegments = 1024;

Error Closed(const char* what) { return {ErrorKind::kClosed, what}; }

}  // namespace

SimPipe::SimPipe(Loop& loop, const LinkOptions& options, Rng rng)
    : loop_(loop),
      ns_per_byte_(options.bandwidth_bytes_per_s > 0 ? 1e9 / options.bandwidth_bytes_per_s : 0),
      half_trip_(options.round_trip / 2),
      jitter_(options.jitter),
      stall_probability_(options.stall_probability),
      stall_(options.stall),
      rng_(rng) {}

Duration SimPipe::DrawDelay() {
  Duration delay = half_trip_;
  if (jitter_ > Duration::zero()) {
    delay +=
        Duration(static_cast<std::int64_t>(rng_.Exponential(static_cast<double>(jitter_.count()))));
  }
  if (stall_probability_ > 0 && rng_.Chance(stall_probability_)) delay += stall_;
  return delay;
}

void SimPipe::Send(const Pieces& bytes) {
  const Duration delay = DrawDelay();
  for (const std::string_view piece : bytes) {
    bytes_.insert(bytes_.end(), piece.begin(), piece.end());
  }
  line_free_ = std::max(line_free_, loop_.Now());
  for (std::size_t left = bytes.bytes(); left > 0;) {
    const std::size_t size = std::min(left, kSegmentBytes);
    line_free_ += Duration(static_cast<std::int64_t>(static_cast<double>(size) * ns_per_byte_));
    last_arrival_ = std::max(last_arrival_, line_free_ + delay);
    segments_.push_back({last_arrival_, size});
    left -= size;
  }
  WakeReader();
}

void SimPipe::SendEnd(End end) {
  if (end_ == End::kReset || end == end_) return;
  last_arrival_ = std::max(last_arrival_, std::max(line_free_, loop_.Now()) + half_trip_);
  end_ = end;
  end_at_ = last_arrival_;
  WakeReader();
}

void SimPipe::ResetAt(Time at) {
  if (end_ == End::kReset && end_at_ <= at) return;
  end_ = End::kReset;
  end_at_ = at;
  while (has_unread() && segments_.back().at > at) {
    bytes_.resize(bytes_.size() - segments_.back().bytes);
    segments_.pop_back();
  }
  WakeReader();
}

Time SimPipe::next_arrival() const { return has_unread() ? segments_[first_].at : end_at_; }

bool SimPipe::ready() const { return next_arrival() <= loop_.Now(); }

// Sets the timer of a reader that waits without one, or with a later one.
void SimPipe::WakeReader() {
  const Time at = next_arrival();
  if (reader_ == nullptr || at == kNever) return;
  if (reader_->timer_ && reader_->wakes_at_ <= at) return;
  reader_->wakes_at_ = at;
  reader_->timer_.emplace(loop_, at);
  reader_->timer_->await_suspend(reader_->self_);
}

ReadResult SimPipe::Take(std::span<char> buffer) {
  const Time now = loop_.Now();
  std::size_t bytes = 0;
  Time stamp = end_at_;
  while (bytes < buffer.size() && has_unread() && segments_[first_].at <= now) {
    Segment& segment = segments_[first_];
    const std::size_t part = std::min(segment.bytes, buffer.size() - bytes);
    stamp = segment.at;
    bytes += part;
    segment.bytes -= part;
    if (segment.bytes == 0) ++first_;
  }
  if (bytes > 0) std::memcpy(buffer.data(), bytes_.data() + taken_, bytes);
  Forget(bytes);
  return {bytes, {.stamp = stamp, .user = now, .source = StampSource::kSimulated}};
}

void SimPipe::Forget(std::size_t bytes) {
  taken_ += bytes;
  taken_in_all_ += bytes;
  if (!has_unread()) {
    bytes_.clear(), segments_.clear();
    taken_ = first_ = 0;
    return;
  }
  if (taken_ > kCompactAt && taken_ > bytes_.size() / 2) {
    bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(taken_));
    taken_ = 0;
  }
  if (first_ > kCompactSegments && first_ > segments_.size() / 2) {
    segments_.erase(segments_.begin(), segments_.begin() + static_cast<std::ptrdiff_t>(first_));
    first_ = 0;
  }
}

namespace {

/// Both directions; each end's stream holds it, so the last to go frees it.
struct SimLink {
  SimLink(Loop& the_loop, const LinkOptions& options, std::uint64_t number)
      : loop(the_loop),
        round_trip(options.round_trip),
        up(the_loop, options, Rng::For(options.seed, "link.up", number)),
        down(the_loop, options, Rng::For(options.seed, "link.down", number)) {}

  Loop& loop;
  Duration round_trip;
  SimPipe up;
  SimPipe down;
  bool client_gone = false;
  bool server_gone = false;
};

class SimStream final : public Stream {
 public:
  SimStream(std::shared_ptr<SimLink> link, bool is_client)
      : link_(std::move(link)),
        loop_(link_->loop),
        in_(is_client ? link_->down : link_->up),
        out_(is_client ? link_->up : link_->down),
        gone_(is_client ? link_->client_gone : link_->server_gone),
        peer_gone_(is_client ? link_->server_gone : link_->client_gone) {}
  SimStream(const SimStream&) = delete;
  SimStream& operator=(const SimStream&) = delete;
  ~SimStream() override {
    gone_ = true;
    out_.SendEnd(in_.has_unread() ? SimPipe::End::kReset : SimPipe::End::kFinished);
  }

  std::optional<Result<ReadResult>> TryRead(std::span<char> buffer) override {
    assert(!buffer.empty());
    if (!in_.ready()) return std::nullopt;
    if (!in_.has_unread() && in_.reset_arrived()) {
      return Closed("connection was reset by the peer");
    }
    return in_.Take(buffer);
  }

  Task<Result<ReadResult>> Read(std::span<char> buffer) override {
    while (true) {
      std::optional<Result<ReadResult>> read = TryRead(buffer);
      if (read) co_return *std::move(read);
      SimPipe::ArrivalAwaiter arrival(in_);
      co_await arrival;
    }
  }

  Task<Result<Time>> Write(Pieces bytes) override {
    asked_ += bytes.bytes();
    if (finished_) co_return Closed("writing was finished before");
    if (in_.reset_arrived()) co_return Closed("connection was reset by the peer");
    if (peer_gone_) {
      in_.ResetAt(loop_.Now() + link_->round_trip);  // nobody is there; the answer is a reset
    } else {
      out_.Send(bytes);
    }
    co_return loop_.Now();
  }

  std::uint64_t unread() const override { return asked_ - out_.taken(); }

  void FinishWriting() override {
    finished_ = true;
    out_.SendEnd(SimPipe::End::kFinished);
  }

  void Reset() override {
    out_.SendEnd(SimPipe::End::kReset);
    in_.ResetAt(kUnset);
  }

 private:
  std::shared_ptr<SimLink> link_;
  Loop& loop_;
  SimPipe& in_;
  SimPipe& out_;
  bool& gone_;
  bool& peer_gone_;
  bool finished_ = false;
  std::uint64_t asked_ = 0;
};

}  // namespace

std::pair<std::unique_ptr<Stream>, std::unique_ptr<Stream>> MakeSimLink(Loop& loop,
                                                                        const LinkOptions& options,
                                                                        std::uint64_t number) {
  const auto link = std::make_shared<SimLink>(loop, options, number);
  return {std::make_unique<SimStream>(link, true), std::make_unique<SimStream>(link, false)};
}

}  // namespace lab::net
