#include "framework/net/net_share.h"

namespace lab::net {

Result<std::shared_ptr<TlsClientContext>> NetShare::Tls() {
  return tls_.With([this](std::optional<Made>& made) {
    if (!made) made = TlsClientContext::Create(options_);
    return *made;
  });
}

const KernelStamps& NetShare::Stamps() {
  return *stamps_.With([](std::unique_ptr<const KernelStamps>& stamps) {
    if (!stamps) stamps = std::make_unique<const KernelStamps>();
    return stamps.get();
  });
}

void NetShare::WithoutKernelStamps(std::string why) {
  stamps_.With([&why](std::unique_ptr<const KernelStamps>& stamps) {
    stamps = std::make_unique<const KernelStamps>(KernelStamps::Off(std::move(why)));
  });
}

}  // namespace lab::net
