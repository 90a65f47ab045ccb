#include "framework/net/headers.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "framework/base/text.h"

namespace lab::net {
namespace {

/// What stands in front of a name and its value.
struct FieldSizes {
  std::uint32_t name = 0;
  std::uint32_t value = 0;
};

FieldSizes LoadSizes(const char* at) {
  FieldSizes sizes;
  std::memcpy(&sizes, at, sizeof sizes);
  return sizes;
}

}  // namespace

Header Headers::Iterator::operator*() const {
  const FieldSizes sizes = LoadSizes(at_);
  const char* name = at_ + sizeof sizes;
  return {{name, sizes.name}, {name + sizes.name, sizes.value}};
}

Headers::Iterator& Headers::Iterator::operator++() {
  const FieldSizes sizes = LoadSizes(at_);
  at_ += sizeof sizes + sizes.name + sizes.value;
  return *this;
}

Headers::Headers(std::initializer_list<Header> headers) {
  for (const Header& header : headers) push_back(header);
}

Header Headers::operator[](std::size_t index) const {
  Iterator at = begin();
  while (index-- > 0) ++at;
  return *at;
}

void Headers::push_back(Header header) {
  const FieldSizes sizes{static_cast<std::uint32_t>(header.name.size()),
                         static_cast<std::uint32_t>(header.value.size())};
  std::array<char, sizeof sizes> front;
  std::memcpy(front.data(), &sizes, sizeof sizes);
  bytes_.append(front.data(), front.size()).append(header.name).append(header.value);
  ++count_;
}

void Headers::Append(const Headers& others) {
  bytes_ += others.bytes_;
  count_ += others.count_;
}

void Headers::Reserve(std::size_t head_bytes) {
  // On the wire a field has two marks and a line end, 4 bytes, where this has the sizes.
  constexpr std::size_t kUsualFields = 32;
  bytes_.reserve(head_bytes + kUsualFields * (sizeof(FieldSizes) - 4));
}

void Headers::Remove(std::string_view name) {
  if (!FindHeader(*this, name)) return;
  Headers others;
  for (const Header& header : *this) {
    if (!EqualIgnoringCase(header.name, name)) others.push_back(header);
  }
  *this = std::move(others);
}

std::optional<std::string_view> FindHeader(const Headers& headers, std::string_view name) {
  for (const Header& header : headers) {
    if (EqualIgnoringCase(header.name, name)) return header.value;
  }
  return std::nullopt;
}

void AppendTokens(std::string_view value, std::vector<std::string>& tokens) {
  while (!value.empty()) {
    const std::string_view element = value.substr(0, value.find(','));
    value.remove_prefix(std::min(value.size(), element.size() + 1));
    std::string token = ToLower(Trim(element));
    if (!token.empty()) tokens.push_back(std::move(token));
  }
}

}  // namespace lab::net
