// Faults that an answer's body meets: from whole events to what is really put on the wire.
//
//   EventFaults faults(fault_plan.ForRequest(...), wire.EventsForFaults(request_id));
//   for (WireStep& step : faults.Apply(writer_output)) Do(step);
//   for (WireStep& step : faults.Finish()) Do(step);
//
// No I/O and no clock: the server carries out the steps. Events are counted from 0 over the whole
// answer; a body that is not a stream counts as two, its halves.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "framework/base/time.h"
#include "mocks/fault_plan.h"
#include "mocks/stored_gzip.h"
#include "mocks/wire/wire_format.h"

namespace lab::mocks {

/// One thing to do with the connection.
struct WireStep {
  enum class Kind {
    kChunk,   ///< `bytes` as a part of the body, in a write of its own
    kCut,     ///< `bytes` as a chunk that says it has `announced` bytes
    kWait,    ///< `wait` of silence
    kFinish,  ///< the body ends as it should
    kClose,   ///< FIN, whatever is missing
    kReset,   ///< RST
  };
  Kind kind = Kind::kChunk;
  std::string bytes = {};
  Duration wait = Duration::zero();
  std::size_t announced = 0;

  friend bool operator==(const WireStep&, const WireStep&) = default;
};

class EventFaults {
 public:
  EventFaults(std::vector<Fault> faults, FaultEvents events);

  /// Whether any of these faults changes a body, so that this class is needed.
  static bool Concern(const std::vector<Fault>& faults);

  /// The next whole events of a stream.
  std::vector<WireStep> Apply(std::string_view events);
  /// A body that is not a stream.
  std::vector<WireStep> ApplyToBody(std::string_view body);
  /// What was held back, and the end. Nothing when a fault has ended the answer already.
  std::vector<WireStep> Finish();

  /// A fault has ended the answer: what comes now is dropped.
  bool ended() const { return ended_; }
  /// The body is sent under `content-encoding: gzip`.
  bool gzip() const { return Find(FaultKind::kGzip) != nullptr; }

 private:
  const Fault* Find(FaultKind kind) const;
  const Fault* FindAt(FaultKind kind) const;
  void OnEvent(std::string event);
  bool EndsHere(const std::string& event);
  void Insert();
  void Damage(std::string& event) const;
  void Emit(std::string event);
  void Segment(std::string_view bytes);
  void Chunk(std::string_view bytes);
  void Flush();
  void End(WireStep step);

  std::vector<Fault> faults_;
  FaultEvents events_;
  std::vector<WireStep> steps_;
  std::string held_;    // kReorderEvent
  std::string merged_;  // kMergeEvents
  int merged_count_ = 0;
  int event_ = 0;
  bool begun_ = false;
  bool ended_ = false;
  bool stream_ = true;
  StoredGzip gzip_;
};

}  // namespace lab::mocks
