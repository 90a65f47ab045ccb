// How often memory was asked for, by any thread of the program so far.
//
//   const std::int64_t before = Allocations();
//   Work();
//   std::cout << Allocations() - before;
//
// A program that is linked with allocations.cc has its own operator new, which counts and then asks
// malloc. Memory that C code takes with malloc itself is not seen.
#pragma once

#include <cstdint>

namespace lab::overhead {

std::int64_t Allocations();

}  // namespace lab::overhead
