// The process's environment, read once in main() and handed down.
//
//   Environment environment = ReadEnvironment(environ);
//   Result<Secret> key = environment.SecretOf("ANTHROPIC_API_KEY");
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "framework/base/result.h"
#include "framework/base/secret.h"
#include "framework/net/http_client.h"

namespace lab::apps {

class Environment {
 public:
  explicit Environment(std::map<std::string, std::string, std::less<>> values)
      : values_(std::move(values)) {}

  /// Empty when not set.
  std::string Get(std::string_view name) const;
  /// An API key, without the blanks and line ends around it that a file or a copied line brings
  /// along; empty when not set. ErrorKind::kConfig, naming the variable and never the key, for one
  /// that cannot stand in a header.
  Result<Secret> SecretOf(std::string_view name) const;
  /// HTTPS_PROXY, HTTP_PROXY (lower case only, as CGI programs must not trust the other), ALL_PROXY
  /// where one of them is missing, and NO_PROXY, in either case.
  net::ProxyOptions Proxies() const;

 private:
  std::map<std::string, std::string, std::less<>> values_;
};

/// From the null-terminated array that the system hands to a process.
Environment ReadEnvironment(char** entries);

}  // namespace lab::apps
