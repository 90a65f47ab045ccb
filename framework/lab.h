// Everything an experiment needs, and all that it includes.
//
//   #include "framework/lab.h"
//
//   namespace {
//
//   class Greeter : public lab::Fixture {
//    protected:
//     lab::Request Ask(const lab::Trial& trial) {
//       return {.user = corpus().Question(trial.index())};
//     }
//   };
//
//   LAB_BASELINE_F(hello, Greeter, Buffered) {
//     trial.Show(co_await client().Send(Ask(trial).Buffered()));
//   }
//
//   LAB_BENCHMARK_F(hello, Greeter, Streamed) {
//     trial.Show(co_await client().Send(Ask(trial)));
//   }
//
//   }  // namespace
//
// Put it in suites/<suite>/<name>.cc: it is built, run and compared from then on.
#pragma once

#include "framework/bench/registry.h"
#include "framework/llm/client.h"
#include "framework/llm/prices.h"
#include "framework/llm/tool_turn.h"
#include "framework/runtime/channel.h"
#include "framework/runtime/combine.h"
#include "framework/runtime/semaphore.h"
#include "framework/tasks/faq.h"
#include "framework/tasks/grade.h"
#include "framework/tasks/task_request.h"
#include "framework/tasks/task_set.h"
#include "framework/techniques/budget_route.h"
#include "framework/techniques/cascade.h"
#include "framework/techniques/circuit_breaker.h"
#include "framework/techniques/classifier_route.h"
#include "framework/techniques/coalescer.h"
#include "framework/techniques/embedder.h"
#include "framework/techniques/hedge.h"
#include "framework/techniques/latency_route.h"
#include "framework/techniques/rate_limit.h"
#include "framework/techniques/response_cache.h"
#include "framework/techniques/retry.h"
#include "framework/techniques/router.h"
#include "framework/techniques/rule_route.h"
#include "framework/techniques/semantic_cache.h"
