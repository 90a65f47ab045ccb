#include "mocks/stamps.h"

#include <fmt/format.h>

#include <iterator>

namespace lab::mocks {

void AppendStamps(std::string& out, Time received, Time sent) {
  out += R"(,"lab":{)";
  auto sink = std::back_inserter(out);
  if (IsSet(received)) {
    fmt::format_to(sink, R"("received_ns":{})", received.time_since_epoch().count());
    if (IsSet(sent)) out += ',';
  }
  if (IsSet(sent)) fmt::format_to(sink, R"("sent_ns":{})", sent.time_since_epoch().count());
  out += '}';
}

}  // namespace lab::mocks
