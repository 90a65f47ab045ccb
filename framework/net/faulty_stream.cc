#include "framework/net/faulty_stream.h"

#include <algorithm>
#include <utility>

namespace lab::net {

FaultyStream::FaultyStream(Loop& loop, std::unique_ptr<Stream> inner, StreamFaults faults,
                           std::shared_ptr<StreamCounts> counts)
    : loop_(loop), inner_(std::move(inner)), faults_(faults), counts_(std::move(counts)) {}

Error FaultyStream::Break() {
  broken_ = true;
  inner_->Reset();
  return {ErrorKind::kClosed, "connection was reset by an injected fault"};
}

Task<Result<ReadResult>> FaultyStream::Read(std::span<char> buffer) {
  const int number = counts_->reads++;
  if (broken_ || number == faults_.fail_read) co_return Break();
  if (number == faults_.stall_read) co_await loop_.Sleep(faults_.stall);
  if (faults_.read_bytes > 0) buffer = buffer.first(std::min(buffer.size(), faults_.read_bytes));
  co_return co_await inner_->Read(buffer);
}

// Not counted, so that a look at an idle connection moves no fault.
std::optional<Result<ReadResult>> FaultyStream::TryRead(std::span<char> buffer) {
  if (broken_) return Break();
  if (faults_.read_bytes > 0) buffer = buffer.first(std::min(buffer.size(), faults_.read_bytes));
  return inner_->TryRead(buffer);
}

Task<Result<Time>> FaultyStream::Write(Pieces bytes) {
  const int number = counts_->writes++;
  if (broken_ || number == faults_.fail_write) co_return Break();
  if (number == faults_.stall_write) co_await loop_.Sleep(faults_.stall);
  if (number == faults_.cut_write) {
    Result<Time> half = co_await inner_->Write(bytes.First(bytes.bytes() / 2));
    co_return Break();
  }
  while (faults_.write_bytes > 0 && bytes.bytes() > faults_.write_bytes) {
    Result<Time> piece = co_await inner_->Write(bytes.First(faults_.write_bytes));
    if (!piece) co_return piece;
    bytes.Skip(faults_.write_bytes);
  }
  co_return co_await inner_->Write(bytes);
}

FaultyNetwork::FaultyNetwork(Loop& loop, Network& inner, StreamFaults faults)
    : loop_(loop), inner_(inner), faults_(faults) {}

Task<Result<Connection>> FaultyNetwork::Connect(Endpoint endpoint) {
  Result<Connection> connection = co_await inner_.Connect(std::move(endpoint));
  if (!connection) co_return connection;
  connection->stream =
      std::make_unique<FaultyStream>(loop_, std::move(connection->stream), faults_, counts_);
  co_return connection;
}

}  // namespace lab::net
