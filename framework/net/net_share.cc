#include "framework/net/net_share.h"

namespace lab::net {

Result<std::shared_ptr<TlsClientContext>> NetShare::Tls() {
  return tls_.With([this](std::optional<Made>& made) {
    if (!made) made = TlsClientContext::Create(options_);
    return *made;
  });
}

}  // namespace lab::net
