#include "mocks/event_record.h"

#include <fmt/format.h>

#include "mocks/wire/json_text.h"

namespace lab::mocks {

std::string FormatEventRecord(const EventRecord& record) {
  std::string line = R"({"request":)";
  AppendQuoted(line, record.request);
  line += fmt::format(R"(,"write":{},"offset_bytes":{},"size_bytes":{})", record.write,
                      record.offset, record.bytes);
  if (IsSet(record.intended)) {
    line += fmt::format(R"(,"intended_ns":{})", record.intended.time_since_epoch().count());
  }
  if (IsSet(record.sent)) {
    line += fmt::format(R"(,"sent_ns":{})", record.sent.time_since_epoch().count());
  }
  if (record.wire_bytes > 0) line += fmt::format(R"(,"wire_bytes":{})", record.wire_bytes);
  return line + "}\n";
}

}  // namespace lab::mocks
