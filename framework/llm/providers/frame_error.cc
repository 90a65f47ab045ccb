#include "framework/llm/providers/frame_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "framework/base/text.h"
#include "framework/llm/providers/error_body.h"

namespace lab {
namespace {

using Names = std::initializer_list<std::string_view>;

bool SaysAnything(JsonValue value);

bool AnyMemberSays(JsonValue object) {
  bool any = false;
  object.ForEachMember(
      [&](std::string_view, JsonValue member) { any = any || SaysAnything(member); });
  object.ForEach([&](JsonValue element) { any = any || SaysAnything(element); });
  return any;
}

/// False for null, false, 0, "" and for what holds nothing but these.
bool SaysAnything(JsonValue value) {
  if (value.is_string()) return !value.text().empty();
  if (value.is_object() || value.is_array()) return AnyMemberSays(value);
  if (const auto number = value.integer()) return *number != 0;
  return value.is_true();
}

bool IsOneOf(std::string_view word, Names words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view other) { return EqualIgnoringCase(word, other); });
}

/// The first member with one of these names, in any case, that says something.
JsonValue Saying(JsonValue object, Names names) {
  JsonValue found;
  object.ForEachMember([&](std::string_view name, JsonValue member) {
    if (!found.present() && IsOneOf(name, names) && SaysAnything(member)) found = member;
  });
  return found;
}

bool HasWords(JsonValue frame) {
  const JsonValue words =
      Saying(frame, {"message", "msg", "error_msg", "error_message", "errmsg", "title"});
  return words.is_string() || Saying(frame, {"detail"}).present();  // which may be a list
}

/// A frame that says of itself what it is, or by a code that all is well.
bool HasType(JsonValue frame) {
  constexpr std::array<std::string_view, 10> kNames{
      "type", "object",      "event",      "status",  "choices",
      "code", "status_code", "statusCode", "success", "base_resp"};
  return std::any_of(kNames.begin(), kNames.end(),
                     [&](std::string_view name) { return frame[name].present(); });
}

/// Codes that only errors have.
bool HasErrorCode(JsonValue frame) {
  for (const std::string_view name :
       {"error_code", "errorCode", "err_code", "errcode", "errno", "error_type"}) {
    const JsonValue code = frame[name];
    if (SaysAnything(code) && code.quoted_integer() != 0) return true;
  }
  return false;
}

/// "code" and "status", which good answers have as well.
bool HasBadCode(JsonValue frame, Frame what) {
  for (const std::string_view name :
       {"code", "status", "status_code", "statusCode", "http_status"}) {
    const JsonValue code = frame[name];
    const auto number = code.quoted_integer();
    if (number && *number >= 400 && *number < 600) return true;
    if (IsOneOf(code.text(), {"error", "fail", "failed", "failure"})) return true;
    if (what == Frame::kAnswer || !HasWords(frame)) continue;
    if (number && *number != 0 && (*number < 200 || *number >= 300)) return true;
    const bool bad_word = name == "code" && !number && !code.text().empty() &&
                          !IsOneOf(code.text(), {"ok", "success", "succeeded"});
    if (bad_word) return true;
  }
  return false;
}

/// {"base_resp":{"status_code":1002,"status_msg":...}}
JsonValue BadEnvelope(JsonValue frame) {
  for (const std::string_view name : {"base_resp", "baseResp", "BaseResp"}) {
    for (const std::string_view code : {"status_code", "statusCode", "StatusCode", "code"}) {
      const auto number = frame[name][code].quoted_integer();
      if (number && *number != 0) return frame[name];
    }
  }
  return {};
}

JsonValue NamedError(JsonValue object) {
  return Saying(object, {"error", "errors", "errormsg", "fault"});
}

/// {"Response":{"Error":{"Code":...}}}, {"ErrorMsg":{"Msg":...}}, {"fault":{"faultstring":...}}:
/// an error under another spelling, or one level down.
JsonValue ErrorWithin(JsonValue frame) {
  JsonValue found = NamedError(frame);
  frame.ForEachMember([&](std::string_view, JsonValue member) {
    if (!found.present()) found = NamedError(member);
  });
  return found;
}

bool IsErrorItself(JsonValue frame, Frame what) {
  if (frame["type"].text() == "error" || frame["object"].text() == "error") return true;
  if (frame["success"].is_false() || HasErrorCode(frame) || HasBadCode(frame, what)) return true;
  return what == Frame::kOther && !HasType(frame) && HasWords(frame);
}

}  // namespace

std::optional<Error> ErrorOfFrame(JsonValue frame, Frame what) {
  if (frame.is_array()) frame = frame.first();
  if (SaysAnything(frame["error"])) return ErrorInStream(frame);
  if (SaysAnything(frame["errors"])) return ErrorInStream(frame["errors"]);
  const JsonValue envelope = BadEnvelope(frame);
  if (envelope.present()) return ErrorInStream(envelope);
  const JsonValue within = what == Frame::kOther ? ErrorWithin(frame) : JsonValue();
  if (within.present()) return ErrorInStream(within);
  if (IsErrorItself(frame, what)) return ErrorInStream(frame);
  return std::nullopt;
}

std::optional<Error> ErrorInside(JsonValue part) {
  if (!SaysAnything(part["error"])) return std::nullopt;
  return ErrorInStream(part["error"]);
}

bool IsFailingReason(std::string_view reason) {
  const std::string lower = ToLower(reason);
  if (lower.find("error") != std::string::npos) return true;
  return IsOneOf(lower, {"failed", "failure", "abort", "aborted", "cancelled", "canceled",
                         "insufficient_system_resource"});
}

Error ErrorOfReason(std::string_view reason, std::string_view native) {
  std::string message =
      fmt::format("the service ended the answer with the reason '{}'", Excerpt(reason, 80));
  if (!native.empty() && native != reason) message += fmt::format(" ('{}')", Excerpt(native, 80));
  return Error{ErrorKind::kProvider, std::move(message)};
}

bool IsDone(std::string_view data) {
  data.remove_prefix(std::min(data.find_first_not_of(" \t\""), data.size()));
  return data.starts_with("[DONE]");
}

bool IsReason(std::string_view reason) { return !reason.empty() && reason != "null"; }

bool IsErrorEvent(std::string_view type) {
  return type.ends_with("error") || type.ends_with("exception");
}

}  // namespace lab
