// What every kind of world needs to know.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "framework/base/result.h"
#include "framework/base/secret.h"
#include "framework/bench/world.h"
#include "framework/llm/providers/provider_table.h"
#include "framework/net/http_client.h"

namespace lab::apps {

struct WorldOptions {
  std::string model;    ///< the run's own; never empty
  std::string profile;  ///< sim and mock: in place of the model's own; empty: none
  std::string base_url;
  const Provider* provider = nullptr;  ///< live targets
  Secret api_key;
  net::Headers headers;  ///< live targets: sent with every request
  std::string query;     ///< live targets: behind the endpoint's path
  /// Live targets: what the service does not take, known at the start or learnt on the way; shared
  /// by all cases. Null: nothing is.
  std::shared_ptr<Adaptations> adaptations;
  net::ProxyOptions proxy;
  std::string ca_file;  ///< additional roots for TLS (SSL_CERT_FILE)
};

}  // namespace lab::apps
