// What `lab load` asks: prompts of one length, or those of a trace.
//
//   load::RequestSource source = RequestsOf(flags, job);
//   Outgoing first = source(0);
#pragma once

#include "apps/lab/load_flags.h"
#include "framework/load/driver.h"

namespace lab::apps {

/// Each prompt is a text of its own, by the seed: another seed asks other questions, so that a run
/// does not find the cache that the one before has filled. A simulated model is told how long its
/// answer is to be; a real one is given the limit.
load::RequestSource RequestsOf(const LoadFlags& flags, const LoadJob& job);

}  // namespace lab::apps
