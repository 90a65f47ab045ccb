#include "framework/bench/fixture.h"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

namespace lab {
namespace {

// Stands in for a model that the target does not have.
class NoClient final : public Client {
 public:
  explicit NoClient(Error why) : why_(std::move(why)) {}
  Task<Reply> Answer(Request /*request*/, Call /*call*/) override {
    Reply reply;
    reply.error = why_;
    co_return reply;
  }
  std::string_view model() const override { return "none"; }

 private:
  Error why_;
};

}  // namespace

Result<void> Fixture::Enter(World& world, std::string_view model) {
  world_ = &world;
  Result<std::unique_ptr<Client>> client = world.NewClient(model);
  if (!client) return client.error();
  client_ = std::make_unique<RecordingClient>(std::move(*client), defaults_);
  return {};
}

World& Fixture::world() {
  if (world_ != nullptr) return *world_;
  throw std::logic_error(
      "client() and loop() are not there in the constructor of a fixture, which has no world yet; "
      "use them in SetUp() or in the body");
}

Client& Fixture::client() { return world(), *client_; }

Client& Fixture::client(std::string_view model) {
  const auto known = others_.find(model);
  if (known != others_.end()) return *known->second;
  Result<std::unique_ptr<Client>> made = world().NewClient(model);
  if (!made && !missing_) missing_ = made.error();
  std::unique_ptr<Client> inner =
      made ? std::move(*made) : std::make_unique<NoClient>(made.error());
  auto recording = std::make_unique<RecordingClient>(std::move(inner), defaults_);
  return *others_.emplace(std::string(model), std::move(recording)).first->second;
}

Task<void> Fixture::Pause(Duration duration) {
  if (duration < Duration::zero())
    throw std::invalid_argument(
        fmt::format("Pause({} ms) when it should be 0 or more", ToMs(duration)));
  co_await loop().Sleep(duration);
}

Task<std::vector<Reply>> Fixture::SendAll(std::vector<Request> requests) {
  std::vector<Task<Reply>> sends;
  for (Request& request : requests) sends.push_back(client().Send(std::move(request)));
  return All(loop(), std::move(sends));
}

Task<std::vector<Reply>> Fixture::SendAll(std::vector<Outgoing> requests) {
  std::vector<Task<Reply>> sends;
  for (Outgoing& request : requests) sends.push_back(client().Send(std::move(request)));
  return All(loop(), std::move(sends));
}

}  // namespace lab
