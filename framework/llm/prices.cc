#include "framework/llm/prices.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

namespace lab {

namespace embedded {
extern const std::string_view kPricesJson;
}

namespace {

using Json = nlohmann::json;

/// LiteLLM's name of each price; an upper tier adds a suffix.
struct Field {
  const char* name;
  Usd TokenPrices::*price;
};
constexpr Field kFields[] = {
    {"input_cost_per_token", &TokenPrices::input},
    {"output_cost_per_token", &TokenPrices::output},
    {"cache_read_input_token_cost", &TokenPrices::cache_read},
    {"cache_creation_input_token_cost", &TokenPrices::cache_write_5m},
    {"cache_creation_input_token_cost_above_1hr", &TokenPrices::cache_write_1h},
};

Error BadField(const std::string& model, std::string_view field, std::string_view wanted) {
  return Error{ErrorKind::kConfig,
               fmt::format("prices: '{}' of model '{}' should be {}", field, model, wanted)};
}

/// No value when the price is null or absent.
Result<std::optional<Usd>> ReadPrice(const std::string& model, const Json& row,
                                     const std::string& field) {
  const auto found = row.find(field);
  if (found == row.end() || found->is_null()) return std::optional<Usd>();
  const double dollars = found->is_number() ? found->get<double>() : -1;
  // A dollar a token is a price per million that slipped in.
  if (!(dollars >= 0 && dollars < 1)) return BadField(model, field, "USD per token, like 2.5e-06");
  return std::optional<Usd>(Usd::FromDollars(dollars));
}

Result<TokenPrices> ReadBase(const std::string& model, const Json& row) {
  TokenPrices prices;
  for (const Field& field : kFields) {
    const Result<std::optional<Usd>> price = ReadPrice(model, row, field.name);
    if (!price) return price.error();
    const bool required = field.price == &TokenPrices::input || field.price == &TokenPrices::output;
    if (required && !price->has_value()) return BadField(model, field.name, "there");
    prices.*field.price = price->value_or(prices.input);
  }
  return prices;
}

/// "200k" of "input_cost_per_token_above_200k_tokens".
std::optional<std::int64_t> ThresholdInThousands(const Json& row) {
  constexpr std::string_view kHead = "input_cost_per_token_above_";
  for (const auto& [name, value] : row.items()) {
    if (!name.starts_with(kHead) || !name.ends_with("k_tokens") || value.is_null()) continue;
    std::int64_t thousands = 0;
    const char* digits = name.data() + kHead.size();
    const auto [end, error] = std::from_chars(digits, name.data() + name.size(), thousands);
    if (error == std::errc() && std::string_view(end) == "k_tokens") return thousands;
  }
  return std::nullopt;
}

Usd Raised(Usd price, Usd from, Usd to) {
  if (from.pico == 0) return price;
  return Usd::FromDollars(price.dollars() * (to.dollars() / from.dollars()));
}

Result<TokenPrices> ReadAbove(const std::string& model, const Json& row, std::int64_t thousands,
                              const TokenPrices& base) {
  TokenPrices prices;
  for (const Field& field : kFields) {
    const std::string name = fmt::format("{}_above_{}k_tokens", field.name, thousands);
    const Result<std::optional<Usd>> price = ReadPrice(model, row, name);
    if (!price) return price.error();
    prices.*field.price = price->value_or(Raised(base.*field.price, base.input, prices.input));
  }
  return prices;
}

std::string TextOf(const Json& row, const char* field) {
  const auto found = row.find(field);
  return found != row.end() && found->is_string() ? found->get<std::string>() : "";
}

Result<Price> ReadRow(const std::string& model, const Json& row) {
  Price price{.model = model, .provider = TextOf(row, "litellm_provider")};
  price.source = TextOf(row, "source");
  // LiteLLM has one name more for Cohere's chat models.
  if (price.provider == "cohere_chat") price.provider = "cohere";
  if (price.source.empty()) return BadField(model, "source", "where the figures are from");
  const Result<TokenPrices> base = ReadBase(model, row);
  if (!base) return base.error();
  price.base = *base;
  if (const std::optional<std::int64_t> thousands = ThresholdInThousands(row)) {
    const Result<TokenPrices> above = ReadAbove(model, row, *thousands, price.base);
    if (!above) return above.error();
    price.threshold = Tokens{*thousands * 1000};
    price.above = *above;
  }
  const auto minimum = row.find("prompt_cache_min_tokens");
  if (minimum != row.end() && minimum->is_number_integer()) {
    price.prompt_cache_minimum = Tokens{minimum->get<std::int64_t>()};
  }
  return price;
}

// ---- names of the same model

bool IsDigits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool Within(std::string_view digits, int least, int most) {
  int value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return IsDigits(digits) && value >= least && value <= most;
}

bool IsMonthAndDay(std::string_view month, std::string_view day) {
  return month.size() == 2 && day.size() == 2 && Within(month, 1, 12) && Within(day, 1, 31);
}

bool IsYear(std::string_view text) { return text.size() == 4 && Within(text, 2020, 2099); }

/// The length of the date at the head: 20250807, 2025-08-07, 0613, 05-20, 09-2025; 0 for none.
std::size_t DateAtHead(std::string_view text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto part = [&](std::size_t at, std::size_t size) {
    return at <= text.size() ? text.substr(at, size) : std::string_view();
  };
  const auto ends = [&](std::size_t at) { return at >= text.size() || !IsDigits(part(at, 1)); };
  if (digits == 8 && IsYear(part(0, 4)) && IsMonthAndDay(part(4, 2), part(6, 2))) return 8;
  if (digits == 4 && IsMonthAndDay(part(0, 2), part(2, 2))) return 4;
  const bool dashed = part(digits, 1) == "-";
  if (digits == 4 && dashed && IsYear(part(0, 4)) && part(7, 1) == "-" && ends(10) &&
      IsMonthAndDay(part(5, 2), part(8, 2))) {
    return 10;
  }
  if (digits != 2 || !dashed || !Within(part(0, 2), 1, 12)) return 0;
  if (IsYear(part(3, 4)) && ends(7)) return 7;
  return IsMonthAndDay(part(0, 2), part(3, 2)) && ends(5) ? 5 : 0;
}

/// The length of the word at the head that names a release of the same model; 0 for none.
std::size_t ReleaseAtHead(std::string_view text) {
  for (const std::string_view word : {"latest", "preview", "default"}) {
    if (!text.starts_with(word)) continue;
    if (text.size() == word.size() || text[word.size()] == '-') return word.size();
  }
  return DateAtHead(text);
}

/// Whether what follows a listed name says only which release of that model is meant. Anything else
/// is another model, at a price of its own: "-pro", "-codex", "-nano", "-chat", another number.
bool IsRelease(std::string_view rest) {
  while (!rest.empty()) {
    if (rest[0] != '-' && rest[0] != '@' && rest[0] != ':') return false;
    rest.remove_prefix(1);
    const std::size_t length = ReleaseAtHead(rest);
    if (length == 0) return false;
    rest.remove_prefix(length);
  }
  return true;
}

}  // namespace

const PriceTable& PriceTable::Shipped() {
  static const PriceTable table = *Parse(embedded::kPricesJson);
  return table;
}

Result<PriceTable> PriceTable::Parse(std::string_view json) {
  const Json root = Json::parse(json, nullptr, false);
  if (root.is_discarded()) return Error{ErrorKind::kConfig, "prices: the file is not JSON"};
  if (!root.is_object() || !root.contains("models") || !root["models"].is_object()) {
    return Error{ErrorKind::kConfig, "prices: there is no object \"models\" at the top"};
  }
  PriceTable table;
  table.date_ = TextOf(root, "date");
  if (table.date_.empty()) {
    return Error{ErrorKind::kConfig, "prices: \"date\" should be the day of the figures"};
  }
  for (const auto& [model, row] : root["models"].items()) {
    if (!row.is_object()) return BadField(model, "the row", "an object");
    Result<Price> price = ReadRow(model, row);
    if (!price) return price.error();
    table.prices_.push_back(std::move(*price));
  }
  return table;
}

const Price* PriceTable::Find(std::string_view model) const {
  const Price* best = nullptr;
  for (const Price& price : prices_) {
    if (!model.starts_with(price.model) || !IsRelease(model.substr(price.model.size()))) continue;
    if (best == nullptr || price.model.size() > best->model.size()) best = &price;
  }
  return best;
}

Usd CostOf(const Usage& usage, const Price& price) {
  const bool upper = price.threshold && usage.prompt() > *price.threshold;
  const TokenPrices& prices = upper ? price.above : price.base;
  return prices.input * usage.input_uncached + prices.cache_read * usage.cache_read +
         prices.cache_write_5m * usage.cache_write_5m +
         prices.cache_write_1h * usage.cache_write_1h + prices.output * usage.output_total;
}

}  // namespace lab
