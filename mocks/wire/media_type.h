// What a request's body is said to be.
//
//   IsJson("Application/JSON; charset=utf-8");      // true
//   IsIdentity("gzip");                             // false
#pragma once

#include <string_view>

namespace lab::mocks {

/// application/json, or a type of its own with +json, with whatever parameters.
bool IsJson(std::string_view content_type);

/// A content-encoding that changes nothing; "" as well.
bool IsIdentity(std::string_view content_encoding);

}  // namespace lab::mocks
