// The mock server in this process, on a loop and a thread of its own, on loopback.
//
//   Result<std::shared_ptr<MockHost>> mock = MockHost::Start("", {}, 7);
//   std::string url = (*mock)->origin();          // "http://127.0.0.1:40123"
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "framework/base/result.h"
#include "mocks/fault_plan.h"

namespace lab::apps {

class MockHost {
 public:
  /// `profile`: a shipped profile's name, a file, or empty for each model's own. Returns when the
  /// port is open. `faults` are besides the profile's.
  static Result<std::shared_ptr<MockHost>> Start(const std::string& profile,
                                                 std::vector<mocks::FaultRule> faults,
                                                 std::uint64_t seed);
  /// Stops the server and waits for its thread.
  ~MockHost();

  const std::string& origin() const { return origin_; }

 private:
  struct Impl;
  MockHost();
  std::unique_ptr<Impl> impl_;
  std::string origin_;
};

}  // namespace lab::apps
