// What every kind of world needs to know.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "framework/base/result.h"
#include "framework/base/secret.h"
#include "framework/bench/world.h"
#include "framework/llm/providers/provider_table.h"
#include "framework/net/http_client.h"
#include "mocks/fault_plan.h"

namespace lab::apps {

struct WorldOptions {
  std::string model;                     ///< the run's own; never empty
  std::string profile;                   ///< sim and mock: in place of the model's own; empty: none
  std::vector<mocks::FaultRule> faults;  ///< sim and mock: besides the profile's
  /// Sim: plays any model by `profile`, also one that nobody knows.
  bool any_model = false;
  std::string base_url;
  const Provider* provider = nullptr;  ///< live targets, and what a simulation stands in for
  Secret api_key;
  net::Headers headers;  ///< live targets: sent with every request
  std::string query;     ///< live targets: behind the endpoint's path
  /// Live targets: what the service does not take, known at the start or learnt on the way; shared
  /// by all cases. Null: nothing is.
  std::shared_ptr<Adaptations> adaptations;
  net::ProxyOptions proxy;
  std::string ca_file;  ///< additional roots for TLS (SSL_CERT_FILE)
};

/// Whether the target offers `model` (empty: the run's own). ErrorKind::kUsage says that it is not
/// known to; the case that measures it is then skipped.
Result<void> CheckOffered(const WorldOptions& options, std::string_view model);

}  // namespace lab::apps
