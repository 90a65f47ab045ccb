#include "mocks/wire/prompt_text.h"

#include <string>

#include "framework/base/hash.h"
#include "mocks/tokens.h"

namespace lab::mocks {

namespace {

bool IsImage(JsonView value) {
  const std::string_view type = value["type"].text();
  return type == "image" || type == "image_url" || type == "input_image";
}

}  // namespace

PromptBlock TextBlock(Section section, std::string_view role, std::string_view text) {
  PromptBlock block;
  block.section = section;
  block.hash = HashCombine(Hash64(role), Hash64(text));
  block.tokens = CountTokens(text);
  return block;
}

PromptBlock ValueBlock(Section section, std::string_view role, JsonView value) {
  PromptBlock block;
  block.section = section;
  block.hash = Hash64(role);
  for (const auto& [name, member] : value.members()) {
    if (name == "cache_control") continue;
    const std::string json = member.minified();
    block.hash = HashCombine(block.hash, HashCombine(Hash64(name), Hash64(json)));
    block.tokens += CountTokens(json);
  }
  if (IsImage(value)) block.tokens = kImageTokens;
  return block;
}

void SetContentHash(MockRequest& request) {
  std::uint64_t hash = Hash64(request.model);
  for (const PromptBlock& block : request.blocks) hash = HashCombine(hash, block.hash);
  request.content_hash = hash;
}

}  // namespace lab::mocks
