// Tells our mock what only a mock may know: which draw of luck is meant, and what to answer.
//
//   auto client = std::make_unique<HintingClient>(std::make_unique<ProviderClient>(...));
//
// Stands directly above the client that speaks HTTP, in the simulated and the mock world and in no
// other: a real provider sees neither Call::key nor Call::hints.
#pragma once

#include <memory>
#include <string_view>

#include "framework/llm/client.h"

namespace lab::mocks {

class HintingClient final : public Client {
 public:
  explicit HintingClient(std::unique_ptr<Client> inner);

  /// Call::key goes out as x-lab-request, Call::hints as x-lab-hints, each where it is not empty.
  Task<Reply> Answer(Request request, Call call) override;
  std::string_view model() const override { return inner_->model(); }

 private:
  std::unique_ptr<Client> inner_;
};

}  // namespace lab::mocks
