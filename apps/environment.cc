#include "apps/environment.h"

#include <sstream>
#include <utility>

namespace lab::apps {
namespace {

std::vector<std::string> SplitByComma(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, ',');) {
    const auto first = part.find_first_not_of(' ');
    if (first == std::string::npos) continue;
    parts.push_back(part.substr(first, part.find_last_not_of(' ') - first + 1));
  }
  return parts;
}

}  // namespace

std::string Environment::Get(std::string_view name) const {
  const auto value = values_.find(name);
  return value == values_.end() ? "" : value->second;
}

net::ProxyOptions Environment::Proxies() const {
  const auto either = [this](std::string_view lower, std::string_view upper) {
    std::string value = Get(lower);
    return value.empty() ? Get(upper) : value;
  };
  return {.https_proxy = either("https_proxy", "HTTPS_PROXY"),
          .http_proxy = Get("http_proxy"),
          .no_proxy = SplitByComma(either("no_proxy", "NO_PROXY"))};
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
