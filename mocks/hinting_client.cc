#include "mocks/hinting_client.h"

#include <utility>

namespace lab::mocks {

HintingClient::HintingClient(std::unique_ptr<Client> inner) : inner_(std::move(inner)) {}

Task<Reply> HintingClient::Answer(Request request, Call call) {
  call.headers.reserve(call.headers.size() + 2);
  if (!call.key.empty()) call.headers.push_back({"x-lab-request", std::move(call.key)});
  if (!call.hints.empty()) call.headers.push_back({"x-lab-hints", std::move(call.hints)});
  return inner_->Send(std::move(request), std::move(call));
}

}  // namespace lab::mocks
