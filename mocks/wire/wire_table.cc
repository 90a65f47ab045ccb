// Every path that the mock answers: a new provider is a pair of files and its rows here.
#include <algorithm>
#include <iterator>
#include <string>

#include "mocks/wire/json_text.h"
#include "mocks/wire/wire_format.h"

namespace lab::mocks {

namespace {

const Route* Routes(std::size_t& count) {
  static const Route routes[] = {
      {"POST", "/v1/messages", Action::kGenerate, &AnthropicWire()},
      {"POST", "/v1/messages/count_tokens", Action::kCountTokens, &AnthropicWire()},
      {"POST", "/v1/chat/completions", Action::kGenerate, &OpenAiWire()},
      {"POST", "/chat/completions", Action::kGenerate, &OpenAiWire()},
      {"POST", "/openai/v1/chat/completions", Action::kGenerate, &OpenAiWire()},
      {"GET", "/v1/models", Action::kListModels, &AnthropicWire()},
      {"GET", "/v1/models", Action::kListModels, &OpenAiWire()},
      {"GET", "/models", Action::kListModels, &OpenAiWire()},
  };
  count = std::size(routes);
  return routes;
}

std::string_view PathOf(std::string_view target) {
  const std::size_t scheme = target.find("://");
  if (scheme != std::string_view::npos && target[0] != '/') {
    target.remove_prefix(std::min(target.find('/', scheme + 3), target.size()));
  }
  return target.substr(0, target.find('?'));
}

std::string AnthropicModels(const std::vector<std::string_view>& models) {
  std::string out = R"({"data":[)";
  for (const std::string_view model : models) {
    if (out.back() == '}') out += ',';
    out += R"({"type":"model","id":)";
    AppendQuoted(out, model);
    out += R"(,"display_name":)";
    AppendQuoted(out, model);
    out += R"(,"created_at":"2026-10-21T00:00:00Z"})";
  }
  out += R"(],"has_more":false,"first_id":)";
  AppendQuoted(out, models.empty() ? std::string_view() : models.front());
  out += R"(,"last_id":)";
  AppendQuoted(out, models.empty() ? std::string_view() : models.back());
  return out + "}";
}

std::string OpenAiModels(const std::vector<std::string_view>& models) {
  std::string out = R"({"object":"list","data":[)";
  for (const std::string_view model : models) {
    if (out.back() == '}') out += ',';
    out += R"({"id":)";
    AppendQuoted(out, model);
    out += R"(,"object":"model","created":1790000000,"owned_by":"lab"})";
  }
  return out + "]}";
}

}  // namespace

const WireFormat& WireForHeaders(const net::Headers& headers) {
  const bool anthropic = net::FindHeader(headers, "anthropic-version") != nullptr ||
                         net::FindHeader(headers, "x-api-key") != nullptr;
  return anthropic ? AnthropicWire() : OpenAiWire();
}

const Route* FindRoute(std::string_view method, std::string_view target,
                       const net::Headers& headers) {
  const std::string_view path = PathOf(target);
  std::size_t count = 0;
  const Route* routes = Routes(count);
  const Route* found = nullptr;
  for (const Route* route = routes; route != routes + count; ++route) {
    if (route->path != path || route->method != method) continue;
    if (route->wire == &WireForHeaders(headers)) return route;
    if (found == nullptr) found = route;
  }
  return found;
}

std::string ModelList(const WireFormat& wire, const std::vector<std::string_view>& models) {
  return &wire == &AnthropicWire() ? AnthropicModels(models) : OpenAiModels(models);
}

void BufferedAnswer::Add(const Piece& piece) {
  if (piece.index != index_ || blocks_.empty()) {
    index_ = piece.index;
    blocks_.push_back({.kind = piece.kind,
                       .tool_name = std::string(piece.tool_name),
                       .tool_id = std::string(piece.tool_id)});
  }
  blocks_.back().text += piece.text;
}

}  // namespace lab::mocks
