#include "mocks/wire/model_list.h"

#include "mocks/wire/json_text.h"

namespace lab::mocks {

namespace {

void AppendAnthropic(std::string& out, std::string_view model) {
  out += R"({"type":"model","id":)";
  AppendQuoted(out, model);
  out += R"(,"display_name":)";
  AppendQuoted(out, model);
  out += R"(,"created_at":"2026-10-21T00:00:00Z"})";
}

void AppendOpenAi(std::string& out, std::string_view model) {
  out += R"({"id":)";
  AppendQuoted(out, model);
  out += R"(,"object":"model","created":1790000000,"owned_by":"lab"})";
}

void AppendEntry(std::string& out, const WireFormat& wire, std::string_view model) {
  if (&wire == &AnthropicWire()) return AppendAnthropic(out, model);
  AppendOpenAi(out, model);
}

void AppendEntries(std::string& out, const WireFormat& wire,
                   const std::vector<std::string_view>& models) {
  out += '[';
  for (const std::string_view model : models) {
    if (out.back() == '}') out += ',';
    AppendEntry(out, wire, model);
  }
  out += ']';
}

/// Anthropic's is a page, with the names to ask for the next by.
void AppendPage(std::string& out, const std::vector<std::string_view>& models) {
  out += R"(,"has_more":false,"first_id":)";
  AppendQuoted(out, models.empty() ? std::string_view() : models.front());
  out += R"(,"last_id":)";
  AppendQuoted(out, models.empty() ? std::string_view() : models.back());
}

}  // namespace

std::string ModelList(const WireFormat& wire, const std::vector<std::string_view>& models) {
  const bool anthropic = &wire == &AnthropicWire();
  std::string out = anthropic ? R"({"data":)" : R"({"object":"list","data":)";
  AppendEntries(out, wire, models);
  if (anthropic) AppendPage(out, models);
  return out + "}";
}

std::string ModelEntry(const WireFormat& wire, std::string_view model) {
  std::string out;
  AppendEntry(out, wire, model);
  return out;
}

}  // namespace lab::mocks
