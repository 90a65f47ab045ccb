#include "framework/net/head_repair.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "framework/base/secret.h"
#include "framework/base/text.h"
#include "framework/net/http_message.h"
#include "framework/net/prepared_request.h"

namespace lab::net {
namespace {

constexpr std::string_view kFieldBlanks = " \t";

/// Cuts the first line off `rest`, and its end off the line.
std::string_view TakeLine(std::string_view& rest) {
  std::string_view line = rest.substr(0, rest.find('\n'));
  rest.remove_prefix(std::min(rest.size(), line.size() + 1));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// NUL stays, for the parser to refuse.
std::string Clean(std::string_view value) {
  std::string clean(Trim(value, kFieldBlanks));
  std::replace_if(
      clean.begin(), clean.end(),
      [](char c) { return (c > 0 && c < 0x20 && c != '\t') || c == 0x7f; }, ' ');
  return clean;
}

/// "HTTP/1.1 200 OK", with one blank each, whatever blanks there were.
std::string StatusLine(std::string_view line) {
  const std::size_t version = std::min(line.find_first_of(kFieldBlanks), line.size());
  std::string_view rest = Trim(line.substr(version), kFieldBlanks);
  const std::size_t status = std::min(rest.find_first_of(kFieldBlanks), rest.size());
  return fmt::format("{} {} {}\r\n", line.substr(0, version), rest.substr(0, status),
                     Clean(rest.substr(status)));
}

struct RepairedField {
  std::string name;
  std::string value;
};
using RepairedFields = std::vector<RepairedField>;

/// Name and value of each line; one without a colon has an empty name.
RepairedFields Unfold(std::string_view rest) {
  RepairedFields fields;
  while (!rest.empty()) {
    const std::string_view line = TakeLine(rest);
    if (line.empty()) break;
    if (kFieldBlanks.find(line.front()) != std::string_view::npos) {
      if (!fields.empty()) fields.back().value += " " + Clean(line);  // else it belongs to nothing
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) {
      fields.push_back({"", std::string(line)});
    } else {
      fields.push_back(
          {std::string(Trim(line.substr(0, colon), kFieldBlanks)), Clean(line.substr(colon + 1))});
    }
  }
  return fields;
}

/// What says how the body ends and what becomes of the connection.
struct Framing {
  std::vector<std::string> lengths;
  std::vector<std::string> codings;
  std::vector<std::string> connection;
};

/// Takes the fields of framing out of `fields`.
Framing TakeFraming(RepairedFields& fields) {
  Framing framing;
  RepairedFields others;
  for (RepairedField& field : fields) {
    if (EqualIgnoringCase(field.name, "content-length")) {
      const std::size_t before = framing.lengths.size();
      AppendTokens(field.value, framing.lengths);
      if (framing.lengths.size() == before) framing.lengths.emplace_back();  // refused later
    } else if (EqualIgnoringCase(field.name, "transfer-encoding")) {
      AppendTokens(field.value, framing.codings);
    } else if (EqualIgnoringCase(field.name, "connection")) {
      AppendTokens(field.value, framing.connection);
    } else {
      others.push_back(std::move(field));
    }
  }
  fields = std::move(others);
  return framing;
}

/// Whether the body comes in chunks; what stays in `codings` are compressions.
Result<bool> TakeChunked(std::vector<std::string>& codings) {
  std::erase(codings, "identity");
  const auto chunked = std::find(codings.begin(), codings.end(), "chunked");
  if (chunked == codings.end()) return false;
  if (chunked + 1 != codings.end()) {
    return Error{ErrorKind::kProtocol,
                 "transfer-encoding of the response has 'chunked' before another coding, so the "
                 "end of its body cannot be found"};
  }
  codings.pop_back();
  return true;
}

Result<void> CheckLengths(const std::vector<std::string>& lengths) {
  for (const std::string& length : lengths) {
    if (length == lengths.front()) continue;
    return Error{ErrorKind::kProtocol, fmt::format("content-length of the response is {} and {}",
                                                   Redact(lengths.front()), Redact(length))};
  }
  return {};
}

bool IsClean(const std::string& token) {
  return CheckHeaders({{token, ""}}).ok();  // a name is a token
}

}  // namespace

Result<std::string> RepairResponseHead(std::string_view head) {
  const std::string_view status = TakeLine(head);
  std::string plain = StatusLine(status);
  RepairedFields fields = Unfold(head);
  Framing framing = TakeFraming(fields);
  const bool coded = !framing.codings.empty();
  const bool close =
      std::count(framing.connection.begin(), framing.connection.end(), "close") > 0 ||
      (coded && (!framing.lengths.empty() || status.starts_with("HTTP/1.0")));
  if (coded) framing.lengths.clear();
  const Result<bool> chunked = TakeChunked(framing.codings);
  if (!chunked) return chunked.error();
  if (Result<void> checked = CheckLengths(framing.lengths); !checked) return checked.error();

  for (const RepairedField& field : fields) {
    if (field.name.empty()) plain.append(field.value).append("\r\n");
    if (!field.name.empty()) AddField(plain, field.name, field.value);
  }
  for (const std::string& coding : framing.codings) AddField(plain, "content-encoding", coding);
  if (*chunked) AddField(plain, "transfer-encoding", "chunked");
  if (!framing.lengths.empty()) AddField(plain, "content-length", framing.lengths.front());
  if (close) framing.connection = {"close"};
  for (const std::string& token : framing.connection) {
    if (IsClean(token)) AddField(plain, "connection", token);
  }
  plain += "\r\n";
  return plain;
}

}  // namespace lab::net
