// One thread for calls that block: name resolution, files, processes.
//
//   HelperThread helper;
//   helper.Post([request] { Resolve(*request); });     // runs there, in order
//
// Thread: Post may be called from any thread. The destructor runs what is queued and waits for it.
// Signals for the process are left to the other threads, so that one which waits for SIGTERM gets
// it. Failure: an exception that escapes `work` ends the program.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace lab {

class HelperThread {
 public:
  HelperThread();
  HelperThread(const HelperThread&) = delete;
  HelperThread& operator=(const HelperThread&) = delete;
  ~HelperThread();

  void Post(std::function<void()> work);

 private:
  void RunQueue();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> queue_;
  bool closing_ = false;
  std::thread thread_;  // last: starts when the rest is there
};

}  // namespace lab
