// What a profile says that could never act, or not together: a wish that would be ignored in
// silence.
//
//   for (const IdleSetting& idle : IdleSettings(profile)) Report(idle.key, idle.message);
#pragma once

#include <string>
#include <vector>

#include "mocks/profile.h"

namespace lab::mocks {

struct IdleSetting {
  const char* key;      ///< of the profile's outermost mapping
  std::string message;  ///< behind the key: what is wrong and what would be right
};

/// Empty for a good profile.
std::vector<IdleSetting> IdleSettings(const Profile& profile);

}  // namespace lab::mocks
