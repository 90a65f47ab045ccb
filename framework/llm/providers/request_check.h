// What is wrong with a Request in any provider's eyes, found before it is sent.
//
//   if (Result<void> checked = CheckRequest(request); !checked) return checked.error();
#pragma once

#include <string>

#include "framework/base/result.h"
#include "framework/llm/request.h"

namespace lab {

/// ErrorKind::kUsage; `message` names the field, what it holds and what it should.
Error WrongRequest(std::string message);

/// ErrorKind::kUsage names the field, what it holds and what it should. Looks at everything but
/// what only one dialect minds; `model` must be filled in already.
Result<void> CheckRequest(const Request& request);

/// Why a body that was made of `request` is not UTF-8, which JSON has to be: ErrorKind::kUsage
/// names the text.
Error FindBadUtf8(const Request& request);

}  // namespace lab
