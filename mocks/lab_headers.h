// The mock's own request headers: by them one request says what it wants to meet.
//
//   Result<LabHeaders> mine = ReadLabHeaders(request.headers);
//   if (!mine) AnswerWith400(mine.error().message);
//
//   x-lab-request: KEY          all draws of this request are keyed by it; else by its content
//   x-lab-hints: NAME=VALUE;... what the answer is to be like: hints.h
//   x-lab-fault: RULE;...       what goes wrong with it: fault_plan.h
//
// They must read wherever they are sent, so that a tool can put them on all that it asks; hints and
// faults then meet the answers of models, and pass lists, token counts and health by.
#pragma once

#include <string>
#include <vector>

#include "framework/base/result.h"
#include "framework/net/http_message.h"
#include "mocks/fault_plan.h"
#include "mocks/hints.h"

namespace lab::mocks {

struct LabHeaders {
  std::string key;
  Hints hints;
  std::vector<FaultRule> faults;
};

/// Hints and faults may come in several headers. ErrorKind::kConfig names the header and what is
/// wrong: a value that does not read, a fault that a header is too late for, a header that begins
/// with x-lab- and is none of these.
Result<LabHeaders> ReadLabHeaders(const net::Headers& headers);

}  // namespace lab::mocks
