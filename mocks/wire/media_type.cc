#include "mocks/wire/media_type.h"

#include "framework/base/text.h"

namespace lab::mocks {

bool IsJson(std::string_view content_type) {
  const std::string_view type = Trim(content_type.substr(0, content_type.find(';')));
  return EqualIgnoringCase(type, "application/json") ||
         (type.find('/') != type.npos && ToLower(type).ends_with("+json"));
}

bool IsIdentity(std::string_view content_encoding) {
  const std::string_view coding = Trim(content_encoding);
  return coding.empty() || EqualIgnoringCase(coding, "identity");
}

}  // namespace lab::mocks
