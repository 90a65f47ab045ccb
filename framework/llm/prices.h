// What tokens cost, from a dated data file.
//
//   Result<PriceTable> prices = PriceTable::Parse(json_text);
//   const Price* price = prices->Find("claude-sonnet-5-5");
//   Usd cost = CostOf(reply.usage, *price);
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "framework/base/result.h"
#include "framework/base/units.h"
#include "framework/llm/usage.h"

namespace lab {

/// Prices of one token each.
struct TokenPrices {
  Usd input;
  Usd output;
  Usd cache_read;      ///< the input price where the provider does not bill reads apart
  Usd cache_write_5m;  ///< likewise
  Usd cache_write_1h;
};

struct Price {
  std::string model;
  std::string provider;  ///< "anthropic", "openai", "gemini", "cohere"
  std::string source;    ///< where the figures are from, with its date
  TokenPrices base;
  /// Above so many prompt tokens (cached ones included) the whole request is billed at `above`.
  std::optional<Tokens> threshold;
  TokenPrices above;
  Tokens prompt_cache_minimum;  ///< shortest prefix that the provider caches; 0: not known
};

class PriceTable {
 public:
  /// The shipped table, compiled in from framework/llm/prices.json.
  static const PriceTable& Shipped();
  /// {"date": ..., "models": {name: {...}}} with LiteLLM's field names, USD per token. A price that
  /// is null or absent is the input price; at the upper tier it is the lower tier's, raised as the
  /// input price is. ErrorKind::kConfig names the model and the field.
  static Result<PriceTable> Parse(std::string_view json);

  /// By exact name, else by the longest listed name that only a release follows: a date, "latest",
  /// "preview" or "default" ("gpt-5-mini-2025-08-07", "gemini-2.5-flash-preview-05-20"); nullptr
  /// when none fits. No price is better than another model's: neither another version ("gpt-5.9",
  /// "claude-opus-5-9") nor a sister ("gpt-5-pro", "gpt-5-codex", "gpt-5-chat-latest") takes it.
  const Price* Find(std::string_view model) const;
  /// The day the figures were taken, "2026-11-22".
  const std::string& date() const { return date_; }
  const std::vector<Price>& prices() const { return prices_; }

 private:
  std::string date_;
  std::vector<Price> prices_;
};

/// input_uncached*input + cache_read*read + writes*write + output*output, at the upper tier when
/// the prompt is above the threshold.
Usd CostOf(const Usage& usage, const Price& price);

}  // namespace lab
