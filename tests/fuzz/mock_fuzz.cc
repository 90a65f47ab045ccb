// Whatever a client sends: the mock answers or ends the connection, and tells of every byte that it
// sends.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>

#include "tests/support/mock_world.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using lab::mocks::EventRecord;
  std::size_t told = 0;
  lab::mocks::MockServerOptions options{.seed = 7};
  options.on_write = [&told](const EventRecord& record) {
    if (record.bytes > record.wire_bytes) std::abort();
    told += record.wire_bytes;
  };
  lab::mocks::MockWorld world(std::move(options));
  std::string bytes(reinterpret_cast<const char*>(data), size);
  const lab::mocks::Received heard = world.TalkFor(std::move(bytes), std::chrono::seconds(20));
  if (heard.bytes.size() > told) std::abort();
  const bool ended = !heard.reset && !heard.silent;
  if (ended && heard.bytes.size() != told) std::abort();
  return 0;
}
