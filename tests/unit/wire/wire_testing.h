// What the tests of all wire formats share: a request read in one call, an answer printed in one.
//
//   ParsedRequest parsed = ParseWith(AnthropicWire(), body, {{"x-api-key", "k"}});
//   MockRequest request = Accepted(OpenAiWire(), body, {{"api-key", "k"}}).mock;
//   std::string events = PrintAll(AnthropicWire(), request, pieces, ending);
//   EXPECT_EQ(events, Approved("anthropic_text.sse", events));
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <regex>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "mocks/wire/json_view.h"
#include "mocks/wire/wire_format.h"

namespace lab::mocks {

inline ParsedRequest ParseWith(const WireFormat& wire, const std::string& body,
                               const net::Headers& headers, const WireRules& rules = {}) {
  JsonDocument document;
  return wire.Parse(document, body, headers, rules);
}

/// The error of a request, or status 200 for none.
inline WireError ErrorOf(const WireFormat& wire, const std::string& body,
                         const net::Headers& headers, const WireRules& rules = {}) {
  const ParsedRequest parsed = ParseWith(wire, body, headers, rules);
  const auto* error = std::get_if<WireError>(&parsed);
  return error != nullptr ? *error : WireError{.status = 200};
}

/// What a good request says.
inline WireRequest Accepted(const WireFormat& wire, const std::string& body,
                            const net::Headers& headers, const WireRules& rules = {}) {
  ParsedRequest parsed = ParseWith(wire, body, headers, rules);
  const auto* error = std::get_if<WireError>(&parsed);
  EXPECT_EQ(error, nullptr) << error->message;
  return error == nullptr ? std::get<WireRequest>(std::move(parsed)) : WireRequest{};
}

/// Why a bad request is one.
inline WireError Refused(const WireFormat& wire, const std::string& body,
                         const net::Headers& headers, const WireRules& rules = {}) {
  WireError error = ErrorOf(wire, body, headers, rules);
  EXPECT_NE(error.status, 200) << body;
  return error;
}

/// All events of an answer, without padding or obfuscation: blanks before a closing brace go.
inline std::string PrintAll(const WireFormat& wire, const WireRequest& request,
                            const std::vector<Piece>& pieces, const Ending& ending,
                            WriterOptions options = {}) {
  const std::unique_ptr<AnswerWriter> writer = wire.NewWriter(request, options);
  std::string out;
  writer->Begin(ending.usage, out);
  for (const Piece& piece : pieces) writer->Add(piece, out);
  writer->Finish(ending, out);
  return out;
}

inline std::string WithoutPadding(std::string_view events) {
  std::string out;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const std::size_t next = events.find_first_not_of(' ', i);
    if (events[i] == ' ' && next != std::string_view::npos && events[next] == '}') continue;
    out += events[i];
  }
  return out;
}

/// Identifiers and signatures by their kind, so that an approved file can show whole streams.
inline std::string Named(std::string text) {
  const std::pair<const char*, const char*> kinds[] = {{"msg_01[A-Za-z0-9]{22}", "ID"},
                                                       {"toolu_01[A-Za-z0-9]{22}", "TOOL"},
                                                       {"\"[A-Za-z0-9]{222}==", "\"SIGNATURE"},
                                                       {"chatcmpl-[A-Za-z0-9]{29}", "ID"},
                                                       {"fp_[a-f0-9]{10}", "FP"},
                                                       {"call_[A-Za-z0-9]{24}", "CALL"}};
  for (const auto& [pattern, kind] : kinds) {
    text = std::regex_replace(text, std::regex(pattern), kind);
  }
  return text;
}

/// The approved bytes in tests/data/mock_wire. With LAB_APPROVE=1 in the environment `actual` is
/// approved first.
inline std::string Approved(const std::string& name, const std::string& actual) {
  const std::string path = std::string(LAB_SOURCE_DIR) + "/tests/data/mock_wire/" + name;
  if (std::getenv("LAB_APPROVE") != nullptr) std::ofstream(path, std::ios::binary) << actual;
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

inline Piece Text(int index, std::string_view text) {
  return {.kind = PieceKind::kText, .index = index, .text = text, .tokens = 1};
}
inline Piece Thought(int index, std::string_view text) {
  return {.kind = PieceKind::kThinking, .index = index, .text = text, .tokens = 1};
}
inline Piece Call(int index, std::string_view name, std::string_view id) {
  return {.kind = PieceKind::kToolStart, .index = index, .tool_name = name, .tool_id = id};
}
inline Piece Arguments(int index, std::string_view text) {
  return {.kind = PieceKind::kToolArguments, .index = index, .text = text, .tokens = 1};
}

inline Usage SomeUsage() {
  Usage usage;
  usage.input_uncached = Tokens{12};
  usage.cache_read = Tokens{2048};
  usage.cache_write_5m = Tokens{100};
  usage.cache_write_1h = Tokens{30};
  usage.output_total = Tokens{9};
  return usage;
}

}  // namespace lab::mocks
