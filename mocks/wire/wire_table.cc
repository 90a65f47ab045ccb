// Every path that the mock answers: a new provider is a pair of files and its rows here.
#include <algorithm>
#include <iterator>
#include <string>

#include "mocks/wire/request_target.h"
#include "mocks/wire/wire_format.h"

namespace lab::mocks {

namespace {

/// A path that ends in '*' has a name in that place, which may have slashes of its own.
struct PathRow {
  std::string_view method;
  std::string_view path;
  Action action;
  const WireFormat* wire = nullptr;  ///< null: nobody's own
};

const PathRow* PathRows(std::size_t& count) {
  static const PathRow rows[] = {
      {"POST", "/v1/messages", Action::kGenerate, &AnthropicWire()},
      {"POST", "/v1/messages/count_tokens", Action::kCountTokens, &AnthropicWire()},
      {"POST", "/v1/chat/completions", Action::kGenerate, &OpenAiWire()},
      {"POST", "/chat/completions", Action::kGenerate, &OpenAiWire()},
      {"POST", "/openai/v1/chat/completions", Action::kGenerate, &OpenAiWire()},
      {"GET", "/v1/models", Action::kListModels, &AnthropicWire()},
      {"GET", "/v1/models", Action::kListModels, &OpenAiWire()},
      {"GET", "/models", Action::kListModels, &OpenAiWire()},
      {"GET", "/openai/v1/models", Action::kListModels, &OpenAiWire()},
      {"GET", "/v1/models/*", Action::kShowModel, &AnthropicWire()},
      {"GET", "/v1/models/*", Action::kShowModel, &OpenAiWire()},
      {"GET", "/models/*", Action::kShowModel, &OpenAiWire()},
      {"GET", "/openai/v1/models/*", Action::kShowModel, &OpenAiWire()},
      // What load generators, balancers and orchestrators ask before they send work. vLLM and
      // SGLang have /health, /ping and /version, NIM /v1/health/*, Kubernetes users the z names.
      {"GET", "/", Action::kHealth},
      {"GET", "/health", Action::kHealth},
      {"GET", "/healthz", Action::kHealth},
      {"GET", "/livez", Action::kHealth},
      {"GET", "/readyz", Action::kHealth},
      {"GET", "/ready", Action::kHealth},
      {"GET", "/health_generate", Action::kHealth},
      {"GET", "/v1/health", Action::kHealth},
      {"GET", "/v1/health/live", Action::kHealth},
      {"GET", "/v1/health/ready", Action::kHealth},
      {"GET", "/ping", Action::kHealth},
      {"POST", "/ping", Action::kHealth},
      {"GET", "/version", Action::kVersion},
  };
  count = std::size(rows);
  return rows;
}

/// Whether the path is the row's; `name` is what stands for its '*'.
bool FitsPath(const PathRow& row, std::string_view path, std::string_view& name) {
  name = {};
  if (!row.path.ends_with('*')) return row.path == path;
  const std::string_view front = row.path.substr(0, row.path.size() - 1);
  if (!path.starts_with(front) || path.size() == front.size()) return false;
  name = path.substr(front.size());
  return true;
}

/// Who may read may look, and everybody may ask what there is.
bool Serves(const PathRow& row, std::string_view method) {
  return row.method == method || (row.method == "GET" && method == "HEAD");
}

/// Of several rows that have the path: the method counts first, then whose dialect is spoken.
int Rank(const PathRow& row, std::string_view method, const net::Headers& headers) {
  return (Serves(row, method) ? 2 : 0) + (row.wire == &WireForHeaders(headers) ? 1 : 0);
}

void AddMethod(std::string& allowed, std::string_view method) {
  if (allowed.find(method) != std::string::npos) return;
  if (!allowed.empty()) allowed += ", ";
  allowed += method;
}

}  // namespace

const WireFormat& WireForHeaders(const net::Headers& headers) {
  const bool anthropic = net::FindHeader(headers, "anthropic-version").has_value() ||
                         net::FindHeader(headers, "x-api-key").has_value();
  return anthropic ? AnthropicWire() : OpenAiWire();
}

Route FindRoute(std::string_view method, std::string_view target, const net::Headers& headers) {
  Route route{.path = PathOf(target), .wire = &WireForHeaders(headers)};
  const PathRow* chosen = nullptr;
  std::size_t count = 0;
  const PathRow* rows = PathRows(count);
  for (const PathRow* row = rows; row != rows + count; ++row) {
    std::string_view name;
    if (!FitsPath(*row, route.path, name)) continue;
    AddMethod(route.allowed, row->method);
    if (row->method == "GET") AddMethod(route.allowed, "HEAD");
    if (chosen == nullptr || Rank(*row, method, headers) > Rank(*chosen, method, headers)) {
      chosen = row;
      route.name = DecodePercent(name);
    }
  }
  if (chosen == nullptr) return route;
  if (chosen->wire != nullptr) route.wire = chosen->wire;
  AddMethod(route.allowed, "OPTIONS");
  const Action other = method == "OPTIONS" ? Action::kOptions : Action::kWrongMethod;
  route.action = Serves(*chosen, method) ? chosen->action : other;
  return route;
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
