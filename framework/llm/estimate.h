// What a request will come to before anybody has counted it.
//
//   Tokens prompt = EstimatedPrompt(request);      // a token for each four bytes
//
// Good to some ten percent for English; what is billed is always what the provider reports. For
// client-side limits, budgets, and requests that were given up before their usage came.
#pragma once

#include "framework/base/units.h"
#include "framework/llm/request.h"

namespace lab {

/// A token for each four bytes of everything that is sent.
Tokens EstimatedPrompt(const Request& request);

}  // namespace lab
