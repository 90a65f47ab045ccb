#include "mocks/lab_headers.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "framework/base/nearest_name.h"
#include "framework/base/text.h"

namespace lab::mocks {
namespace {

constexpr std::string_view kOurs = "x-lab-";
constexpr const char* kRequest = "x-lab-request";
constexpr const char* kHintsHeader = "x-lab-hints";
constexpr const char* kFaultHeader = "x-lab-fault";

bool IsOurs(std::string_view name) { return StartsWithIgnoringCase(name, kOurs); }

Result<void> AddFaults(std::string_view text, std::vector<FaultRule>& faults) {
  Result<std::vector<FaultRule>> rules = ParseFaultRules(text);
  if (!rules) return rules.error();
  for (FaultRule& rule : *rules) {
    if (rule.fault.at_accept()) {
      return Error{ErrorKind::kConfig,
                   fmt::format("fault '{}' meets a connection before its first request is read, so "
                               "a header comes too late; start the mock with --fault '{}'",
                               FaultName(rule.fault.kind), text)};
    }
    faults.push_back(std::move(rule));
  }
  return {};
}

Result<void> AddHints(std::string_view text, Hints& hints) {
  Result<Hints> more = ParseHints(text);
  if (!more) return more.error();
  for (auto& [name, value] : *more) {
    if (hints.emplace(name, std::move(value)).second) continue;
    return Error{ErrorKind::kConfig, fmt::format("'{}' is there twice; remove one", name)};
  }
  return {};
}

Result<void> SetKey(std::string_view text, std::string& key) {
  if (!key.empty()) return Error{ErrorKind::kConfig, "it is there twice; remove one"};
  key = text;
  return {};
}

Result<void> ReadOne(const net::Header& header, LabHeaders& into) {
  if (EqualIgnoringCase(header.name, kRequest)) return SetKey(header.value, into.key);
  if (EqualIgnoringCase(header.name, kHintsHeader)) return AddHints(header.value, into.hints);
  if (EqualIgnoringCase(header.name, kFaultHeader)) {
    return AddFaults(header.value, into.faults);
  }
  const std::vector<std::string_view> known = {kRequest, kHintsHeader, kFaultHeader};
  return Error{ErrorKind::kConfig,
               fmt::format("the mock has no such header{}", RightNames(header.name, known))};
}

}  // namespace

Result<LabHeaders> ReadLabHeaders(const net::Headers& headers) {
  LabHeaders read;
  for (const net::Header& header : headers) {
    if (!IsOurs(header.name)) continue;
    const Result<void> good = ReadOne(header, read);
    if (!good) return Annotate(good.error(), header.name);
  }
  return read;
}

}  // namespace lab::mocks
