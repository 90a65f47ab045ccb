// Which models there are, as the providers say it.
//
//   ModelList(OpenAiWire(), {"gpt-5", "gpt-5-mini"});     // {"object":"list","data":[...]}
//   ModelEntry(AnthropicWire(), "claude-haiku-5-5");      // {"type":"model","id":...}
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mocks/wire/wire_format.h"

namespace lab::mocks {

/// The answer to Action::kListModels; in OpenAI's form for every format but Anthropic's.
std::string ModelList(const WireFormat& wire, const std::vector<std::string_view>& models);

/// The answer to Action::kShowModel.
std::string ModelEntry(const WireFormat& wire, std::string_view model);

}  // namespace lab::mocks
