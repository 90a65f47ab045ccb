#include "framework/bench/corpus.h"

#include <fmt/format.h>

#include <array>

#include "framework/base/hash.h"
#include "framework/base/rng.h"

namespace lab {
namespace {

constexpr std::array<std::string_view, 64> kWords{
    "order",   "return",  "customer", "within",  "thirty",   "days",   "receipt", "refund",
    "carrier", "parcel",  "delay",    "notice",  "warranty", "covers", "defect",  "repair",
    "account", "address", "change",   "before",  "dispatch", "after",  "payment", "invoice",
    "contact", "support", "agent",    "should",  "confirm",  "number", "model",   "kettle",
    "replace", "item",    "original", "package", "unless",   "damage", "photo",   "evidence",
    "request", "approve", "manager",  "limit",   "amount",   "credit", "voucher", "expires",
    "region",  "holiday", "opening",  "hours",   "exchange", "size",   "colour",  "stock",
    "label",   "prepaid", "service",  "level",   "answer",   "polite", "reason",  "record"};

constexpr std::array<std::string_view, 16> kItems{
    "kettle", "lamp",    "backpack", "keyboard", "blender", "tent",   "watch", "charger",
    "jacket", "speaker", "monitor",  "bicycle",  "router",  "camera", "drill", "headset"};

constexpr std::array<std::string_view, 8> kAsks{"May I return a used {} without its box",
                                                "How long does the repair of a {} take",
                                                "Who pays for the parcel when a {} arrives broken",
                                                "Can I change the address of a {} that was sent",
                                                "What does the warranty of a {} cover",
                                                "When do I get my money back for a {}",
                                                "May I exchange a {} for another colour",
                                                "Is a {} from the sale under warranty"};

std::string WriteDocument(std::string_view name, std::size_t bytes, std::int64_t variant) {
  std::string text = fmt::format("Document {} no. {}.\n\n", name, variant);
  text.reserve(bytes + 32);
  Rng rng = Rng::For(Hash64(name), "corpus", static_cast<std::uint64_t>(variant));
  for (int words = 1; text.size() < bytes; ++words) {
    text += kWords[rng.Next() % kWords.size()];
    text += words % 90 == 0 ? ".\n\n" : words % 12 == 0 ? ". " : " ";
  }
  text.resize(bytes);
  return text;
}

}  // namespace

Text Corpus::Document(std::string_view name, Tokens length, std::int64_t variant) {
  const auto key = std::make_tuple(std::string(name), length.count, variant);
  const auto [place, added] = documents_.try_emplace(key);
  if (added)
    place->second = Text(WriteDocument(name, static_cast<std::size_t>(length.count) * 4, variant));
  return place->second;
}

std::string Corpus::Question(std::int64_t number) {
  const auto n = static_cast<std::uint64_t>(number);
  const std::string_view item = kItems[n % kItems.size()];
  const std::string_view ask = kAsks[n / kItems.size() % kAsks.size()];
  return fmt::format("{} (case {})?", fmt::format(fmt::runtime(ask), item), number);
}

}  // namespace lab
