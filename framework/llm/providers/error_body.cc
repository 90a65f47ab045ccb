#include "framework/llm/providers/error_body.h"

#include <fmt/format.h>

#include <initializer_list>

#include "framework/base/text.h"

namespace lab {
namespace {

struct Statement {
  std::string type;  ///< "rate_limit_error", "429"; may be empty
  std::string message;
};

/// Text as it is, numbers as digits.
std::string Word(JsonValue value) {
  if (value.is_string()) return std::string(value.text());
  return value.present() && !value.is_object() && !value.is_array() ? value.minified() : "";
}

/// The first of these members, in any case, that says something.
std::string WordUnder(JsonValue object, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    std::string word = Word(object[name]);
    object.ForEachMember([&](std::string_view other, JsonValue member) {
      if (word.empty() && EqualIgnoringCase(other, name)) word = Word(member);
    });
    if (!word.empty()) return word;
  }
  return "";
}

/// {"type":..., "code":..., "message":...} under any of their names, or a bare string.
Statement ReadStatement(JsonValue error) {
  if (!error.is_object()) return {"", error.is_string() ? Word(error) : error.minified()};
  Statement statement{
      WordUnder(error, {"type", "error_type", "status"}),
      WordUnder(error, {"message", "msg", "detail", "error_msg", "error_message", "errmsg",
                        "status_msg", "statusMsg", "StatusMessage", "error_description",
                        "description", "reason", "title", "faultstring"})};
  const std::string code =
      WordUnder(error, {"code", "status_code", "statusCode", "StatusCode", "error_code",
                        "errorCode", "err_code", "errcode", "errno", "http_status"});
  if (statement.type.empty()) {
    statement.type = code;
  } else if (!code.empty() && code != statement.type) {
    statement.type += ", " + code;
  }
  if (statement.message.empty()) statement.message = error.minified();
  return statement;
}

/// {"error":{...}}, {"error":"..."}, {"message":...}, {"detail":...}, or an array around one.
Statement FindStatement(JsonValue root) {
  if (root.is_array()) root = root.first();
  const JsonValue error = root["error"];
  // {"error":"Too Many Requests","message":"slow down"}: the words are beside the name.
  if (error.is_string() && !root["message"].text().empty()) {
    return {Word(error), Word(root["message"])};
  }
  if (error.is_array()) return ReadStatement(error.first());
  return ReadStatement(error.present() && !error.is_true() ? error : root);
}

std::string Describe(const Statement& statement) {
  const std::string message = Excerpt(statement.message);
  if (statement.type.empty()) return ": " + message;
  return fmt::format(" ({}): {}", Excerpt(statement.type, 80), message);
}

}  // namespace

ErrorKind KindOfStatus(int status) {
  switch (status) {
    case 401:
    case 402:  // nobody pays for this key
    case 403:
      return ErrorKind::kAuth;
    case 404:
      return ErrorKind::kNotFound;
    case 408:
    case 504:
      return ErrorKind::kTimeout;
    case 429:
      return ErrorKind::kRateLimited;
    case 503:
    case 529:
      return ErrorKind::kOverloaded;
    default:
      break;
  }
  if (status >= 500) return ErrorKind::kServer;
  return status >= 400 ? ErrorKind::kInvalidRequest : ErrorKind::kProtocol;
}

Error ErrorOfStatus(int status, std::string_view body) {
  std::string message = fmt::format("the service answered {}", status);
  const Result<JsonValue> root = ParseWireJson(body).root;
  if (root && (root->is_object() || root->is_array())) {
    message += Describe(FindStatement(*root));
  } else if (const std::string text = Excerpt(body); !text.empty()) {
    message += ": " + text;
  } else {
    message += " without a body";
  }
  return Error{KindOfStatus(status), std::move(message)};
}

Error ErrorInStream(JsonValue error) {
  const std::string description = Describe(FindStatement(error));
  return Error{ErrorKind::kProvider, "the service sent an error with status 200" + description};
}

Error DecodeFailure(std::string_view where, std::string_view problem, std::string_view text) {
  return Error{ErrorKind::kDecode,
               fmt::format("{} does not read: {}: {}", where, problem, Quoted(text))};
}

}  // namespace lab
