// Bytes a second through the SSE parser, beside a bare search for line ends over the same bytes.

#include <benchmark/benchmark.h>

#include <cstring>
#include <string>
#include <string_view>

#include "framework/net/sse.h"

namespace {

/// An Anthropic-like stream: an event line, about 130 bytes of data and a blank line, over and
/// over.
std::string Stream(bool named) {
  std::string text;
  while (text.size() < 1 << 20) {
    if (named) text += "event: content_block_delta\n";
    text += R"(data: {"type":"content_block_delta","index":0,)";
    text += R"("delta":{"type":"text_delta","text":" warranty)";
    text += std::to_string(text.size() % 997) + "\"}       }\n\n";
  }
  return text;
}

void LineEnds(benchmark::State& state) {
  const std::string stream = Stream(state.range(0) != 0);
  for (auto _ : state) {
    std::size_t lines = 0;
    for (const char* at = stream.data(); at != nullptr; ++lines) {
      const auto left = static_cast<std::size_t>(stream.data() + stream.size() - at);
      at = static_cast<const char*>(std::memchr(at, '\n', left));
      if (at != nullptr) ++at;
    }
    benchmark::DoNotOptimize(lines);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(stream.size()));
}
BENCHMARK(LineEnds)->ArgName("named")->Arg(0)->Arg(1);

void SseParserBytes(benchmark::State& state) {
  const std::string stream = Stream(state.range(0) != 0);
  constexpr std::size_t kRead = 16 * 1024;
  for (auto _ : state) {
    lab::net::SseParser parser;
    std::size_t bytes = 0;
    const auto sink = [&bytes](const lab::net::SseEvent& event) { bytes += event.data.size(); };
    for (std::size_t at = 0; at < stream.size(); at += kRead) {
      parser.Feed(std::string_view(stream).substr(at, kRead), sink);
    }
    benchmark::DoNotOptimize(bytes);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(stream.size()));
}
BENCHMARK(SseParserBytes)->ArgName("named")->Arg(0)->Arg(1);

}  // namespace
