#include "suites/overhead/streamed_requests.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "framework/bench/recording_client.h"
#include "framework/bench/trial_sink.h"
#include "framework/llm/prices.h"
#include "framework/llm/providers/provider_client.h"
#include "framework/llm/providers/provider_table.h"
#include "framework/net/http_client.h"
#include "framework/runtime/virtual_loop.h"
#include "mocks/hinting_client.h"
#include "suites/overhead/replayed_service.h"

namespace lab::overhead {

struct StreamedRequests::Impl {
  Impl(std::string_view provider, StreamedRequestOptions options)
      : service(loop, RecordAnswer(provider, options.tokens)),
        system(std::string(static_cast<std::size_t>(options.prompt_bytes), 'x')),
        hints(fmt::format("output_tokens={}", options.tokens)) {
    ProviderOptions to{.base_url = "http://service",
                       .api_key = Secret("key"),
                       .model = provider == "anthropic" ? "claude-haiku-5-5" : "gpt-5-mini"};
    auto inner = std::make_unique<ProviderClient>(loop, http, *FindProvider(provider), to);
    auto hinting = std::make_unique<mocks::HintingClient>(std::move(inner));
    client = std::make_unique<RecordingClient>(std::move(hinting), defaults);
  }

  Task<void> SendAll(int count) {
    for (int i = 0; i < count; ++i) {
      record.samples.clear();
      Request request{.system = system, .user = "hello there", .max_tokens = Tokens{4096}};
      const Reply reply = co_await client->Send(std::move(request), Expecting(hints));
      if (!reply.ok()) ++failed;
    }
  }

  VirtualLoop loop;
  ReplayedService service;
  net::HttpClient http{loop, service, {}};
  Text system;
  std::string hints;
  measure::TrialRecord record;
  CallDefaults defaults{
      .sink = std::make_shared<TrialSink>(record, "overhead/request/0", PriceTable::Shipped())};
  std::unique_ptr<Client> client;
  std::int64_t failed = 0;
};

StreamedRequests::StreamedRequests(std::string_view provider, StreamedRequestOptions options)
    : impl_(std::make_unique<Impl>(provider, options)) {}
StreamedRequests::~StreamedRequests() = default;

void StreamedRequests::Send(int count) { impl_->loop.Run(impl_->SendAll(count)); }
std::int64_t StreamedRequests::failed() const { return impl_->failed; }
std::int64_t StreamedRequests::tokens() const {
  const auto& samples = impl_->record.samples;
  return samples.empty() ? 0 : static_cast<std::int64_t>(samples.back().timeline.tokens.size());
}

}  // namespace lab::overhead
