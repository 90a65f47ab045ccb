// The same work for many inputs on several threads; for simulations, each with a loop of its own.
//
//   ParallelFor(cases.size(), 2,
//               [&](std::size_t i) { records[i] = Run(cases[i]); },
//               [&](std::size_t i) { bar.Step(i); });
//
// Thread: `work` is called on any of the threads, each index once; `done` under a lock, one at a
// time.
#pragma once

#include <cstddef>
#include <functional>

namespace lab {

/// Returns when all is done. `threads` below 2 runs everything on the calling thread, in order. The
/// first exception that escapes a call is rethrown here; what has not begun by then is left undone.
void ParallelFor(std::size_t count, int threads, const std::function<void(std::size_t)>& work,
                 const std::function<void(std::size_t)>& done);

}  // namespace lab
