// Virtual events a second, beside what a bare heap of coroutine handles does in the same run.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <coroutine>
#include <cstdint>
#include <utility>
#include <vector>

#include "framework/runtime/task_scope.h"
#include "framework/runtime/virtual_loop.h"

namespace {

constexpr std::int64_t kEvents = 200'000;

/// The least that a simulation can do: a binary heap of (time, order, handle).
class BareHeap {
 public:
  struct Coroutine {
    struct promise_type {
      Coroutine get_return_object() { return {}; }
      std::suspend_never initial_suspend() noexcept { return {}; }
      std::suspend_never final_suspend() noexcept { return {}; }
      void return_void() {}
      void unhandled_exception() { std::abort(); }
    };
  };
  struct Sleep {
    BareHeap& heap;
    std::int64_t at;
    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> self) {
      heap.entries_.push_back({at, heap.order_++, self});
      std::push_heap(heap.entries_.begin(), heap.entries_.end());
    }
    void await_resume() const {}
  };

  Coroutine Tick(std::int64_t events, std::int64_t step) {
    for (std::int64_t i = 1; i <= events; ++i) co_await Sleep{*this, i * step};
  }
  void Run() {
    while (!entries_.empty()) {
      std::pop_heap(entries_.begin(), entries_.end());
      const std::coroutine_handle<> next = entries_.back().handle;
      entries_.pop_back();
      next.resume();
    }
  }

 private:
  struct Entry {
    std::int64_t at;
    std::int64_t order;
    std::coroutine_handle<> handle;
    bool operator<(const Entry& other) const {
      return std::pair(at, order) > std::pair(other.at, other.order);
    }
  };
  std::vector<Entry> entries_;
  std::int64_t order_ = 0;
};

void BareHeapEvents(benchmark::State& state) {
  const std::int64_t sleepers = state.range(0);
  for (auto _ : state) {
    BareHeap heap;
    for (std::int64_t i = 0; i < sleepers; ++i) heap.Tick(kEvents / sleepers, 1000 + i);
    heap.Run();
  }
  state.SetItemsProcessed(state.iterations() * kEvents);
}
BENCHMARK(BareHeapEvents)->Arg(1)->Arg(100)->Arg(10'000);

lab::Task<void> Tick(lab::Loop& loop, std::int64_t events, lab::Duration step) {
  for (std::int64_t i = 0; i < events; ++i) co_await loop.Sleep(step);
}

lab::Task<void> TickAll(lab::Loop& loop, std::int64_t sleepers) {
  lab::TaskScope scope(loop);
  for (std::int64_t i = 0; i < sleepers; ++i)
    scope.Spawn(Tick(loop, kEvents / sleepers, lab::Duration(1000 + i)));
  co_await scope.Join();
}

void VirtualLoopEvents(benchmark::State& state) {
  for (auto _ : state) {
    lab::VirtualLoop loop;
    loop.Run(TickAll(loop, state.range(0)));
  }
  state.SetItemsProcessed(state.iterations() * kEvents);
}
BENCHMARK(VirtualLoopEvents)->Arg(1)->Arg(100)->Arg(10'000);

}  // namespace
