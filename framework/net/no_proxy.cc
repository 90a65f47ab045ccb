#include "framework/net/no_proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include "framework/base/text.h"

namespace lab::net {
namespace {

/// An address as 128 bits; one of IPv4 as IPv6 maps it, so that both ways to write it are the same.
using Address = std::array<std::uint8_t, 16>;
constexpr int kMappedBits = 96;

std::optional<Address> ParseAddress(std::string_view text, bool* is_v4 = nullptr) {
  const std::string zoned(text.substr(0, text.find('%')));
  Address address{};
  in_addr v4{};
  const bool four = inet_pton(AF_INET, zoned.c_str(), &v4) == 1;
  if (is_v4 != nullptr) *is_v4 = four;
  if (!four && inet_pton(AF_INET6, zoned.c_str(), address.data()) != 1) return std::nullopt;
  if (four) {
    address[10] = address[11] = 0xff;
    std::memcpy(address.data() + 12, &v4, sizeof v4);
  }
  return address;
}

bool SameBits(const Address& a, const Address& b, int bits) {
  const auto whole = static_cast<std::size_t>(bits / 8);
  if (!std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(whole), b.begin())) {
    return false;
  }
  const int rest = bits % 8;
  return rest == 0 || ((a[whole] ^ b[whole]) >> (8 - rest)) == 0;
}

std::string_view WithoutBrackets(std::string_view host) {
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  return bracketed ? host.substr(1, host.size() - 2) : host;
}

/// "10.0.0.0/8": whether `address` is in it.
bool NetworkHolds(std::string_view rule, const Address& address) {
  const std::size_t slash = rule.find('/');
  bool is_v4 = false;
  const auto network = ParseAddress(WithoutBrackets(rule.substr(0, slash)), &is_v4);
  const std::optional<int> bits = ParseInteger<int>(rule.substr(slash + 1));
  if (!network || !bits || *bits < 0 || *bits > (is_v4 ? 32 : 128)) return false;
  return SameBits(*network, address, is_v4 ? kMappedBits + *bits : *bits);
}

/// Cuts ":port" off; false when it is another one than `port`. Colons of a bare IPv6 address are
/// its own.
bool TakePort(std::string_view& rule, std::uint16_t port) {
  const std::size_t colon = rule.rfind(':');
  const bool bare = !rule.starts_with('[') && rule.find(':') != colon;
  if (colon == std::string_view::npos || bare || rule.ends_with(']')) return true;
  const auto number = ParseInteger<std::uint16_t>(rule.substr(colon + 1));
  rule = rule.substr(0, colon);
  return number && *number == port;
}

bool NameCovers(std::string_view rule, std::string_view host) {
  if (rule.starts_with('*')) rule.remove_prefix(1);
  if (rule.starts_with('.')) rule.remove_prefix(1);
  if (rule.ends_with('.')) rule.remove_suffix(1);
  if (rule.empty() || host.size() < rule.size()) return false;
  const std::size_t above = host.size() - rule.size();
  if (!EqualIgnoringCase(host.substr(above), rule)) return false;
  return above == 0 || host[above - 1] == '.';
}

bool Covers(std::string_view rule, const Endpoint& endpoint) {
  rule = Trim(rule);
  if (rule == "*") return true;
  std::string_view host = endpoint.host;
  if (host.ends_with('.')) host.remove_suffix(1);
  const std::optional<Address> address = ParseAddress(host);
  if (rule.find('/') != std::string_view::npos) return address && NetworkHolds(rule, *address);
  if (!TakePort(rule, endpoint.port)) return false;
  if (address) return ParseAddress(WithoutBrackets(rule)) == address;
  return NameCovers(rule, host);
}

}  // namespace

bool GoesPastProxies(const std::vector<std::string>& no_proxy, const Endpoint& endpoint) {
  return std::any_of(no_proxy.begin(), no_proxy.end(),
                     [&](const std::string& rule) { return Covers(rule, endpoint); });
}

}  // namespace lab::net
