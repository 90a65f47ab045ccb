#include "mocks/event_faults.h"

#include <algorithm>
#include <utility>

namespace lab::mocks {

namespace {

std::string ReplaceLineEnds(std::string_view text, std::string_view end) {
  std::string replaced;
  for (const char c : text) {
    if (c == '\n') {
      replaced += end;
    } else {
      replaced += c;
    }
  }
  return replaced;
}

/// Where the JSON of an event (or a body) ends: behind its last brace.
std::size_t EndOfJson(const std::string& event) {
  const std::size_t brace = event.rfind('}');
  return brace == std::string::npos ? event.find_last_not_of('\n') : brace;
}

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

/// Whether a segment ends before `bytes[i]`.
bool Cuts(SplitMode mode, std::string_view bytes, std::size_t i) {
  switch (mode) {
    case SplitMode::kBytes:
      return true;
    case SplitMode::kUtf8:
      return IsContinuation(bytes[i]);
    case SplitMode::kCrLf:
      return bytes[i] == '\n';
  }
  return false;
}

}  // namespace

EventFaults::EventFaults(std::vector<Fault> faults, FaultEvents events)
    : faults_(std::move(faults)), events_(std::move(events)) {}

bool EventFaults::Concern(const std::vector<Fault>& faults) {
  return std::any_of(faults.begin(), faults.end(), [](const Fault& fault) {
    return fault.kind >= FaultKind::kStall && fault.kind != FaultKind::kWrongContentLength;
  });
}

const Fault* EventFaults::Find(FaultKind kind) const {
  for (const Fault& fault : faults_) {
    if (fault.kind == kind) return &fault;
  }
  return nullptr;
}

/// The fault of this kind whose turn it is. A body has two events: later ones count as the second.
const Fault* EventFaults::FindAt(FaultKind kind) const {
  for (const Fault& fault : faults_) {
    const int at = stream_ ? fault.event : std::min(fault.event, 1);
    if (fault.kind == kind && at == event_) return &fault;
  }
  return nullptr;
}

std::vector<WireStep> EventFaults::Apply(std::string_view events) {
  while (!events.empty() && !ended_) {
    const std::size_t end = std::min(events.find("\n\n"), events.size() - 2) + 2;
    OnEvent(std::string(events.substr(0, end)));
    events.remove_prefix(end);
  }
  return std::exchange(steps_, {});
}

std::vector<WireStep> EventFaults::ApplyToBody(std::string_view body) {
  stream_ = false;
  const std::size_t half = body.size() / 2;
  OnEvent(std::string(body.substr(0, half)));
  if (!ended_) OnEvent(std::string(body.substr(half)));
  return std::exchange(steps_, {});
}

std::vector<WireStep> EventFaults::Finish() {
  if (ended_) return {};
  if (!held_.empty()) Emit(std::exchange(held_, {}));
  End({.kind = WireStep::Kind::kFinish});
  return std::exchange(steps_, {});
}

void EventFaults::OnEvent(std::string event) {
  if (const Fault* stall = FindAt(FaultKind::kStall)) {
    Flush();
    steps_.push_back({.kind = WireStep::Kind::kWait, .wait = stall->delay});
  }
  if (EndsHere(event)) return;
  const bool last = stream_ && event.starts_with(events_.terminator);
  if (last && Find(FaultKind::kMissingTerminator) != nullptr) return;
  if (stream_) Insert();
  Damage(event);
  const bool twice = stream_ && FindAt(FaultKind::kDuplicateEvent) != nullptr;
  const bool late = stream_ && FindAt(FaultKind::kReorderEvent) != nullptr && held_.empty();
  ++event_;
  if (late) {
    held_ = std::move(event);
    return;
  }
  if (twice) Emit(event);
  Emit(std::move(event));
  if (!held_.empty()) Emit(std::exchange(held_, {}));
}

/// Faults behind which nothing comes any more.
bool EventFaults::EndsHere(const std::string& event) {
  if (FindAt(FaultKind::kDisconnect) != nullptr) return End({WireStep::Kind::kClose}), true;
  if (FindAt(FaultKind::kReset) != nullptr) return End({WireStep::Kind::kReset}), true;
  if (stream_ && FindAt(FaultKind::kErrorEvent) != nullptr) {
    Emit(events_.error);
    return End({WireStep::Kind::kFinish}), true;
  }
  if (FindAt(FaultKind::kTruncatedChunk) == nullptr) return false;
  Flush();
  steps_.push_back({.kind = WireStep::Kind::kCut,
                    .bytes = event.substr(0, event.size() / 2),
                    .announced = event.size()});
  return End({WireStep::Kind::kClose}), true;
}

void EventFaults::Insert() {
  const Fault* comments = Find(FaultKind::kComments);
  if (comments != nullptr && event_ % comments->event == 0) Emit(": keep-alive\n\n");
  if (FindAt(FaultKind::kUnknownEvent) != nullptr) Emit(events_.unknown);
}

void EventFaults::Damage(std::string& event) const {
  if (const Fault* large = FindAt(FaultKind::kLargeEvent)) {
    const auto size = static_cast<std::size_t>(std::max<std::int64_t>(0, large->bytes));
    const std::size_t brace = event.rfind('}');
    if (size > event.size() && brace != std::string::npos) {
      event.insert(brace, size - event.size(), ' ');
    }
  }
  if (FindAt(FaultKind::kInvalidUtf8) != nullptr) {
    const std::size_t text = event.rfind("\":\"");
    if (text != std::string::npos) event.insert(text + 3, "\xff\xc3");
  }
  if (FindAt(FaultKind::kMalformedJson) != nullptr) event.erase(EndOfJson(event), 1);
}

void EventFaults::Emit(std::string event) {
  const Fault* split = Find(FaultKind::kSplit);
  if (Find(FaultKind::kLoneCr) != nullptr) event = ReplaceLineEnds(event, "\r");
  if (split != nullptr && split->split == SplitMode::kCrLf) event = ReplaceLineEnds(event, "\r\n");
  if (!begun_ && Find(FaultKind::kBom) != nullptr) event.insert(0, "\xef\xbb\xbf");
  begun_ = true;
  const Fault* merge = Find(FaultKind::kMergeEvents);
  if (merge == nullptr) return Segment(event);
  merged_ += event;
  if (++merged_count_ >= merge->event) Flush();
}

void EventFaults::Segment(std::string_view bytes) {
  const Fault* split = Find(FaultKind::kSplit);
  if (split == nullptr) return Chunk(bytes);
  std::size_t begin = 0;
  for (std::size_t i = 1; i < bytes.size(); ++i) {
    if (!Cuts(split->split, bytes, i)) continue;
    Chunk(bytes.substr(begin, i - begin));
    begin = i;
  }
  Chunk(bytes.substr(begin));
}

void EventFaults::Chunk(std::string_view bytes) {
  std::string sent = gzip() ? gzip_.Add(bytes) : std::string(bytes);
  steps_.push_back({.kind = WireStep::Kind::kChunk, .bytes = std::move(sent)});
}

void EventFaults::Flush() {
  merged_count_ = 0;
  const std::string merged = std::exchange(merged_, {});
  if (!merged.empty()) Segment(merged);
}

void EventFaults::End(WireStep step) {
  Flush();
  if (step.kind == WireStep::Kind::kFinish && gzip()) {
    steps_.push_back({.kind = WireStep::Kind::kChunk, .bytes = gzip_.Finish()});
  }
  steps_.push_back(std::move(step));
  ended_ = true;
}

}  // namespace lab::mocks
