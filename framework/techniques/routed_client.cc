#include "framework/techniques/routed_client.h"

namespace lab {

Task<Reply> RoutedClient::Answer(Request request, Call call) {
  Routed routed = co_await Route(std::move(request), std::move(call));
  co_return std::move(routed.reply);
}

}  // namespace lab
