// What the coroutines of a test did, in order, and which of them are alive.
//
//   Trace trace;
//   Task<void> Body(Loop& loop, Trace* trace, std::string name) {
//     const Trace::Scope scope(trace, name);      // "+name" now, "-name" when the frame ends
//     co_await loop.Sleep(1ms);
//     trace->Add("woke");
//   }
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace lab {

class Trace {
 public:
  void Add(std::string entry) { entries_.push_back(std::move(entry)); }
  const std::vector<std::string>& entries() const { return entries_; }
  int alive() const { return alive_; }

  /// Lives in a coroutine's frame. The trace must outlive it.
  class Scope {
   public:
    Scope(Trace* trace, std::string name) : trace_(trace), name_(std::move(name)) {
      trace_->Add("+" + name_);
      ++trace_->alive_;
    }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    ~Scope() {
      trace_->Add("-" + name_);
      --trace_->alive_;
    }

   private:
    Trace* trace_;
    std::string name_;
  };

 private:
  std::vector<std::string> entries_;
  int alive_ = 0;
};

}  // namespace lab
