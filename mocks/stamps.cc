#include "mocks/stamps.h"

#include <fmt/format.h>

namespace lab::mocks {

void AppendStamps(std::string& out, Time received, Time sent) {
  out += R"(,"lab":{)";
  if (IsSet(received)) {
    out += fmt::format(R"("received_ns":{})", received.time_since_epoch().count());
    if (IsSet(sent)) out += ',';
  }
  if (IsSet(sent)) out += fmt::format(R"("sent_ns":{})", sent.time_since_epoch().count());
  out += '}';
}

}  // namespace lab::mocks
