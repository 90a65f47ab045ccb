#include "framework/llm/call.h"

#include <algorithm>
#include <utility>

namespace lab {

Call::Call() = default;
Call::~Call() = default;
Call::Call(const Call&) = default;
Call::Call(Call&&) noexcept = default;
Call& Call::operator=(const Call&) = default;
Call& Call::operator=(Call&&) noexcept = default;

Call Call::Watch(std::function<Flow(const Progress&)> watcher) && {
  watch = std::move(watcher);
  return std::move(*this);
}

Call Call::Key(std::string name) && {
  key = std::move(name);
  return std::move(*this);
}

Call Call::Expect(std::string what) && {
  hints = std::move(what);
  return std::move(*this);
}

Call Call::Beside() const {
  Call call;
  call.deadline = deadline;
  call.step = step;
  call.sink = sink;
  return call;
}

Time DeadlineOf(const Asked& asked) {
  const Duration timeout = asked.request.timeout;
  const Time own = timeout < kNever - asked.at ? asked.at + timeout : kNever;
  return std::min(own, asked.call.deadline);
}

Time IntendedOf(const Asked& asked) {
  return IsSet(asked.call.intended) ? asked.call.intended : asked.at;
}

Call Expecting(std::string hints) { return Call().Expect(std::move(hints)); }

}  // namespace lab
