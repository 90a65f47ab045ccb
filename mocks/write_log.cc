#include "mocks/write_log.h"

#include <algorithm>
#include <utility>

namespace lab::mocks {

namespace {

class WatchedStream final : public net::Stream {
 public:
  WatchedStream(std::unique_ptr<net::Stream> inner, WriteLog& log)
      : inner_(std::move(inner)), log_(log) {}

  Task<Result<net::ReadResult>> Read(std::span<char> buffer) override {
    return inner_->Read(buffer);
  }
  std::optional<Result<net::ReadResult>> TryRead(std::span<char> buffer) override {
    return inner_->TryRead(buffer);
  }
  Task<Result<Time>> Write(net::Pieces bytes) override {
    Result<Time> sent = co_await inner_->Write(bytes);
    if (sent) log_.Record(*sent, bytes);
    co_return sent;
  }
  std::uint64_t unread() const override { return inner_->unread(); }
  void FinishWriting() override { inner_->FinishWriting(); }
  void Reset() override { inner_->Reset(); }

 private:
  std::unique_ptr<net::Stream> inner_;
  WriteLog& log_;
};

/// Of a whole response, whose head is in the first piece; 0 for what is none.
std::size_t BodyBytes(const net::Pieces& bytes) {
  constexpr std::string_view kEndOfHead = "\r\n\r\n";
  const std::string_view first = bytes.front();
  const std::size_t end = first.starts_with("HTTP/") ? first.find(kEndOfHead) : first.npos;
  return end == first.npos ? 0 : bytes.bytes() - end - kEndOfHead.size();
}

}  // namespace

std::unique_ptr<net::Stream> WriteLog::Watch(std::unique_ptr<net::Stream> stream) {
  if (!on_write_) return stream;
  return std::make_unique<WatchedStream>(std::move(stream), *this);
}

void WriteLog::BeginAnswer(std::string_view key) {
  key_ = key;
  write_ = 0;
  offset_ = 0;
  next_.reset();
}

void WriteLog::Record(Time sent, const net::Pieces& bytes) {
  if (!on_write_ || bytes.empty()) return;
  const Next next = next_.value_or(Next{.body_bytes = BodyBytes(bytes)});
  next_.reset();
  const EventRecord record{.request = key_,
                           .write = write_++,
                           .intended = next.due,
                           .sent = sent,
                           .offset = offset_,
                           .bytes = next.body_bytes,
                           .wire_bytes = bytes.bytes()};
  offset_ += static_cast<std::int64_t>(next.body_bytes);
  on_write_(record);
}

}  // namespace lab::mocks
