#include "framework/llm/call.h"

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

Call Expecting(std::string hints) { return Call().Expect(std::move(hints)); }

}  // namespace lab
