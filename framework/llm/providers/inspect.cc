#include "framework/llm/providers/inspect.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "framework/base/nearest_name.h"
#include "framework/base/text.h"
#include "framework/llm/providers/error_body.h"
#include "framework/llm/providers/provider_table.h"
#include "framework/llm/providers/stream_fold.h"

namespace lab {
namespace {

using Json = nlohmann::ordered_json;

Json CallsOf(const Reply& reply) {
  Json calls = Json::array();
  for (const ToolCall& call : reply.tool_calls) {
    Json& json = calls.emplace_back(Json{{"name", call.name}, {"arguments", call.arguments}});
    if (call.server) json["server"] = true;
  }
  return calls;
}

Json UsageOf(const Usage& usage) {
  return {{"input_uncached", usage.input_uncached.count},
          {"cache_read", usage.cache_read.count},
          {"cache_write_5m", usage.cache_write_5m.count},
          {"cache_write_1h", usage.cache_write_1h.count},
          {"output_total", usage.output_total.count},
          {"output_reasoning", usage.output_reasoning.count}};
}

Json JsonOf(const Reply& reply) {
  Json json{{"text", reply.text},
            {"reasoning", reply.reasoning},
            {"tool_calls", CallsOf(reply)},
            {"stop_reason", reply.stop_reason},
            {"usage", UsageOf(reply.usage)},
            {"usage_reported", reply.usage_reported},
            {"model", reply.model},
            {"events", reply.events},
            {"comments", reply.comments},
            {"terminated", reply.terminated},
            {"first_token_event", nullptr},
            {"error", nullptr}};
  if (reply.first_token_event) json["first_token_event"] = *reply.first_token_event;
  if (reply.error) {
    json["error"] = {{"kind", ErrorKindName(reply.error->kind)}, {"message", reply.error->message}};
  }
  return json;
}

}  // namespace

Result<Reply> FoldBody(std::string_view wire, std::string_view bytes, std::size_t fragment) {
  const Provider* provider = FindProvider(wire);
  if (provider == nullptr) {
    std::vector<std::string_view> known;
    for (const Provider& each : AllProviders()) known.push_back(each.name);
    return Error{ErrorKind::kUsage,
                 fmt::format("there is no wire format '{}'{}", wire, RightNames(wire, known))};
  }
  Reply reply;
  StreamFold fold(*provider->dialect, reply);
  const std::size_t step = fragment == 0 ? std::max<std::size_t>(bytes.size(), 1) : fragment;
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    fold.Feed(bytes.substr(at, step), [](const Content&) { return true; });
  }
  fold.Finish();
  return reply;
}

Result<void> CheckIsStream(std::string_view bytes) {
  net::SseParser parser;
  const auto ignore = [](const net::SseEvent&) {};
  parser.Feed(bytes, ignore);
  parser.Finish(ignore);
  if (parser.events() > 0 || parser.comments() > 0) return {};
  const std::size_t first = bytes.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) {
    return Error{ErrorKind::kUsage, "it is empty when it should be a recorded event stream"};
  }
  const bool json = bytes[first] == '{' || bytes[first] == '[';
  return Error{ErrorKind::kUsage,
               fmt::format("it is no event stream{}: no line of it begins with 'data:'; it should "
                           "be the body of a streamed answer as it was received; it begins: {}",
                           json ? " but a JSON body" : "", Quoted(bytes))};
}

Result<std::string> InspectBody(std::string_view wire, std::string_view bytes,
                                std::size_t fragment) {
  const Result<Reply> reply = FoldBody(wire, bytes, fragment);
  if (!reply) return reply.error();
  // A message may quote bytes that are not UTF-8.
  return JsonOf(*reply).dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace lab
