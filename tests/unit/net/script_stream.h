// A stream that plays back bytes and notes what was written to it.
//
//   auto script = std::make_shared<Script>();
//   script->input = "HTTP/1.1 200 OK\r\n\r\n";
//   script->fragment = 1;                           // bytes a read
//   ScriptStream stream(loop, script);              // reads the input, then an end of stream
//
// Nothing waits, so a test that uses it alone is done when the loop has nothing left to do.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "framework/net/network.h"
#include "framework/net/stream.h"
#include "framework/runtime/loop.h"

namespace lab::net {

struct Script {
  std::string input;
  std::size_t fragment = 1'000'000;
  int fail_read = -1;      ///< the read (from 0) that finds the connection reset
  int fail_write = -1;     ///< the write that does
  bool stay_open = false;  ///< wait for ever behind the input instead of ending

  // What happened.
  std::string output;
  std::vector<const char*> places;  ///< where each piece that was written lay
  int reads = 0;
  int writes = 0;
  bool finished = false;
  bool destroyed = false;
};

class ScriptStream final : public Stream {
 public:
  ScriptStream(Loop& loop, std::shared_ptr<Script> script)
      : loop_(loop), script_(std::move(script)) {}
  ~ScriptStream() override { script_->destroyed = true; }

  Task<Result<ReadResult>> Read(std::span<char> buffer) override {
    if (script_->reads++ == script_->fail_read) co_return Error{ErrorKind::kClosed, "was reset"};
    const std::size_t left = script_->input.size() - at_;
    if (left == 0 && script_->stay_open) co_await loop_.Sleep(std::chrono::hours(1'000));
    const std::size_t bytes = std::min({left, buffer.size(), script_->fragment});
    std::memcpy(buffer.data(), script_->input.data() + at_, bytes);
    at_ += bytes;
    const Time stamp = Time(Duration(script_->reads));  // the number of the read, from 1
    co_return ReadResult{.bytes = bytes, .arrival = {.stamp = stamp, .user = stamp}};
  }
  /// What was said of the script is not there until it is read; only its end is.
  std::optional<Result<ReadResult>> TryRead(std::span<char> /*buffer*/) override {
    if (script_->stay_open || at_ < script_->input.size()) return std::nullopt;
    return ReadResult{};
  }
  Task<Result<Time>> Write(Pieces bytes) override {
    if (script_->writes++ == script_->fail_write) co_return Error{ErrorKind::kClosed, "was reset"};
    for (const std::string_view piece : bytes) {
      script_->output += piece;
      script_->places.push_back(piece.data());
    }
    co_return loop_.Now();
  }
  std::uint64_t unread() const override { return 0; }
  void FinishWriting() override { script_->finished = true; }
  void Reset() override {}

 private:
  Loop& loop_;
  std::shared_ptr<Script> script_;
  std::size_t at_ = 0;
};

/// Each connection plays the same script; counts them.
class ScriptNetwork final : public Network {
 public:
  ScriptNetwork(Loop& loop, std::shared_ptr<Script> script)
      : loop_(loop), script_(std::move(script)) {}

  Task<Result<Connection>> Connect(Endpoint endpoint) override {
    ++connections;
    last = std::move(endpoint);
    Connection connection;
    connection.stream = std::make_unique<ScriptStream>(loop_, script_);
    connection.phases = {loop_.Now(), loop_.Now(), loop_.Now(), loop_.Now()};
    co_return connection;
  }
  Result<std::unique_ptr<Listener>> Listen(Endpoint /*local*/) override {
    return Error{ErrorKind::kConnect, "a script does not listen"};
  }
  Task<Result<Connection>> Encrypt(std::unique_ptr<Stream> stream, Endpoint endpoint) override {
    encrypted = std::move(endpoint);
    Connection connection;
    connection.stream = std::move(stream);
    connection.phases.tls = loop_.Now();
    co_return connection;
  }

  int connections = 0;
  Endpoint last;
  Endpoint encrypted;

 private:
  Loop& loop_;
  std::shared_ptr<Script> script_;
};

}  // namespace lab::net
