#include "apps/worlds/spend_meter.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "framework/llm/client.h"
#include "framework/llm/estimate.h"
#include "framework/measure/sample_of.h"

namespace lab::apps {
namespace {

// Stands directly above the client that sends: what a technique does with it, each request counts.
class MeteredClient final : public Client {
 public:
  MeteredClient(std::unique_ptr<Client> inner, Loop& loop, std::shared_ptr<SpendMeter> meter)
      : inner_(std::move(inner)), loop_(loop), meter_(std::move(meter)) {}

  std::string_view model() const override { return inner_->model(); }

  Task<Reply> Answer(Request request, Call call) override {
    const std::string model(request.model.empty() ? inner_->model() : request.model);
    const Tokens prompt = EstimatedPrompt(request);
    const Price* price = PriceTable::Shipped().Find(model);
    if (meter_->limited() && price == nullptr) {
      Reply refused;
      refused.error = NoPriceFor(model);
      co_return refused;
    }
    const Usd reserved = price == nullptr ? Usd() : MostOf(request, *price);
    if (!meter_->Reserve(reserved)) co_await loop_.SleepUntil(kNever);  // the run ends before
    const auto settle = [&](const Reply& reply) {
      meter_->Settle(reserved, {.reply = reply, .model = model, .prompt = prompt});
    };
    call.abandoned = [&settle, caller = std::move(call.abandoned)](const Reply& reply) {
      settle(reply);
      if (caller) caller(reply);
    };
    Reply reply = co_await inner_->Send(std::move(request), std::move(call));
    settle(reply);
    co_return reply;
  }

 private:
  std::unique_ptr<Client> inner_;
  Loop& loop_;
  std::shared_ptr<SpendMeter> meter_;
};

class MeteredWorld final : public World {
 public:
  MeteredWorld(std::unique_ptr<World> inner, std::shared_ptr<SpendMeter> meter)
      : inner_(std::move(inner)), meter_(std::move(meter)) {}

  Loop& loop() override { return inner_->loop(); }

  Result<std::unique_ptr<Client>> NewClient(std::string_view model) override {
    Result<std::unique_ptr<Client>> client = inner_->NewClient(model);
    if (!client) return client;
    const std::string_view asked = (*client)->model();
    if (meter_->limited() && PriceTable::Shipped().Find(asked) == nullptr) return NoPriceFor(asked);
    return std::unique_ptr<Client>(
        std::make_unique<MeteredClient>(*std::move(client), inner_->loop(), meter_));
  }

 private:
  std::unique_ptr<World> inner_;
  std::shared_ptr<SpendMeter> meter_;
};

bool CachesForAnHour(const Request& request) {
  constexpr CacheTtl kHour = CacheTtl::k1Hour;
  return request.cache_tools == kHour || request.cache_system == kHour ||
         request.cache_user == kHour ||
         std::any_of(request.messages.begin(), request.messages.end(),
                     [](const Message& message) { return message.cache == kHour; });
}

}  // namespace

SpendMeter::SpendMeter(std::optional<SpendLimit> limit) : limit_(std::move(limit)) {}

bool SpendMeter::Reserve(Usd at_most) {
  enum class Answer { kYes, kNo, kNoAgain };
  Usd spent;
  Usd next;
  const Answer answer = state_.With([&](State& state) {
    spent = state.total.cost;
    next = at_most + state.margin;
    if (limit_ && spent + state.reserved + next > limit_->usd)
      return std::exchange(state.reached, true) ? Answer::kNoAgain : Answer::kNo;
    state.reserved += at_most;
    return Answer::kYes;
  });
  if (answer == Answer::kNo) limit_->reached(spent, next);
  return answer == Answer::kYes;
}

void SpendMeter::Settle(Usd reserved, const CallRecord& record) {
  const measure::Sample sample = measure::SampleOf(record, PriceTable::Shipped());
  // What is not known may have come to all that it might.
  const Usd cost = sample.cost.value_or(limit_ ? reserved : Usd());
  state_.With([&](State& state) {
    state.reserved = state.reserved - reserved;
    state.margin = std::max(state.margin, cost - reserved);
    ++state.total.requests;
    state.total.input += sample.usage.prompt();
    state.total.output += sample.usage.output_total;
    if (!sample.cost) ++state.total.unpriced;
    state.total.cost += cost;
  });
}

SpendTotal SpendMeter::total() const {
  return state_.With([](const State& state) { return state.total; });
}

std::string SpentText(const SpendMeter& meter) {
  const SpendTotal total = meter.total();
  return fmt::format("{}{}{}", total.unpriced > 0 && !meter.limited() ? "> " : "",
                     FormatUsd(total.cost),
                     meter.limited() ? " of " + FormatUsd(meter.limit()) : "");
}

Usd MostOf(const Request& request, const Price& price) {
  const Tokens estimated = EstimatedPrompt(request);
  const Tokens prompt = estimated + estimated;
  const Usage fresh{.input_uncached = prompt, .output_total = request.max_tokens};
  const Usage written{.cache_write_5m = prompt, .output_total = request.max_tokens};
  const Usd most = std::max(CostOf(fresh, price), CostOf(written, price));
  if (!CachesForAnHour(request)) return most;
  const Usage kept{.cache_write_1h = prompt, .output_total = request.max_tokens};
  return std::max(most, CostOf(kept, price));
}

WorldFactory Metered(WorldFactory factory, std::shared_ptr<SpendMeter> meter) {
  return [factory = std::move(factory),
          meter = std::move(meter)](const WorldSpec& spec) -> Result<std::unique_ptr<World>> {
    Result<std::unique_ptr<World>> world = factory(spec);
    if (!world) return world;
    return std::unique_ptr<World>(std::make_unique<MeteredWorld>(*std::move(world), meter));
  };
}

Error NoPriceFor(std::string_view model) {
  return {ErrorKind::kUsage,
          fmt::format("--max-usd cannot hold for {}: its price is not known; leave --max-usd out, "
                      "or add the model to framework/llm/prices.json",
                      model)};
}

}  // namespace lab::apps
