// Who took a stamp, and so how far it can be trusted.
//
//   if (arrival.source == StampSource::kKernel) delays.push_back(arrival.user - arrival.stamp);
#pragma once

#include <cstdint>

namespace lab {

enum class StampSource : std::uint8_t {
  kUser,         ///< the program, when it had the bytes: late by however long it was busy
  kKernel,       ///< the kernel, when the last of the bytes arrived at its network stack
  kKernelBound,  ///< the kernel, of bytes that came later, because a read left some behind: the
                 ///< bytes were there by then at the latest
  kSimulated,    ///< simulated time: exact
};

}  // namespace lab
