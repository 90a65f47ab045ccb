#include "mocks/wire/media_type.h"

#include "framework/net/http_message.h"

namespace lab::mocks {

namespace {

std::string_view WithoutBlanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool EndsWith(std::string_view text, std::string_view end) {
  return text.size() >= end.size() &&
         net::EqualIgnoringCase(text.substr(text.size() - end.size()), end);
}

}  // namespace

bool IsJson(std::string_view content_type) {
  const std::string_view type = WithoutBlanks(content_type.substr(0, content_type.find(';')));
  return net::EqualIgnoringCase(type, "application/json") ||
         (type.find('/') != type.npos && EndsWith(type, "+json"));
}

bool IsIdentity(std::string_view content_encoding) {
  const std::string_view coding = WithoutBlanks(content_encoding);
  return coding.empty() || net::EqualIgnoringCase(coding, "identity");
}

}  // namespace lab::mocks
