#include "apps/environment.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <utility>

#include "framework/base/text.h"

namespace lab::apps {
namespace {

/// By commas, blanks or both, as curl reads it.
std::vector<std::string> SplitList(std::string text) {
  std::replace(text.begin(), text.end(), ',', ' ');
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; in >> part;) parts.push_back(part);
  return parts;
}

}  // namespace

Result<Secret> Environment::SecretOf(std::string_view name) const {
  const std::string value = Get(name);
  const std::string_view key = Trim(value);
  const auto odd = std::find_if(key.begin(), key.end(), [](char c) { return c < ' ' || c > '~'; });
  if (odd == key.end()) return Secret(std::string(key));
  return Error{
      ErrorKind::kConfig,
      fmt::format("the environment variable {} holds a key whose character {} is neither a "
                  "letter, a digit nor a sign; was a line end or a quotation mark copied "
                  "along?",
                  name, odd - key.begin() + 1)};
}

std::string Environment::Get(std::string_view name) const {
  const auto value = values_.find(name);
  return value == values_.end() ? "" : value->second;
}

net::ProxyOptions Environment::Proxies() const {
  const auto either = [this](std::string_view lower, std::string_view upper) {
    std::string value = Get(lower);
    return value.empty() ? Get(upper) : value;
  };
  const std::string all = either("all_proxy", "ALL_PROXY");
  const std::string https = either("https_proxy", "HTTPS_PROXY");
  const std::string http = Get("http_proxy");
  return {.https_proxy = https.empty() ? all : https,
          .http_proxy = http.empty() ? all : http,
          .no_proxy = SplitList(either("no_proxy", "NO_PROXY"))};
}

Environment ReadEnvironment(char** entries) {
  std::map<std::string, std::string, std::less<>> values;
  for (; entries != nullptr && *entries != nullptr; ++entries) {
    const std::string_view entry(*entries);
    const auto equals = entry.find('=');
    if (equals == std::string_view::npos) continue;
    values.emplace(entry.substr(0, equals), entry.substr(equals + 1));
  }
  return Environment(std::move(values));
}

}  // namespace lab::apps
