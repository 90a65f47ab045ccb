// What a prompt's content comes to as blocks: hashes for the caches, token counts for everything.
//
//   PromptBlock block = TextBlock(Section::kSystem, "system", policy);
#pragma once

#include <cstdint>
#include <string_view>

#include "framework/base/units.h"
#include "mocks/mock_request.h"
#include "mocks/wire/json_view.h"

namespace lab::mocks {

/// What a picture is taken to cost, whatever its size.
inline constexpr Tokens kImageTokens{1500};

/// A block of plain text. The hash covers role and text, so a text given as a string and the same
/// text given as a block of a list are one and the same.
PromptBlock TextBlock(Section section, std::string_view role, std::string_view text);

/// Any other content: the hash covers all members but `cache_control`, whose place a growing
/// conversation moves.
PromptBlock ValueBlock(Section section, std::string_view role, JsonView value);

/// Sets `content_hash` from model and prompt. Whether the answer is streamed is left out: the same
/// question streamed and buffered draws the same answer.
void SetContentHash(MockRequest& request);

}  // namespace lab::mocks
