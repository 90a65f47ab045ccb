#include "framework/net/resolver.h"

#include <netinet/in.h>

#include <cstdint>
#include <utility>

namespace lab::net {

std::optional<Result<Addresses>> NameCache::Find(const std::string& host, Time now) {
  return entries_.With([&](auto& entries) -> std::optional<Result<Addresses>> {
    const auto entry = entries.find(host);
    if (entry == entries.end() || entry->second.until <= now) return std::nullopt;
    return entry->second.found;
  });
}

void NameCache::Keep(const std::string& host, const Result<Addresses>& found, Time now) {
  const Entry entry{found, now + (found ? kFoundFor : kFailedFor)};
  entries_.With([&](auto& entries) { entries.insert_or_assign(host, entry); });
}

LookUp SystemLookUp(Loop& loop) {
  return [&loop](std::string host) { return LookUpName(loop, std::move(host)); };
}

struct Resolver::Flight {
  explicit Flight(Loop& loop) : landed(loop) {}

  Event landed;
  std::optional<Result<Addresses>> found;
};

Resolver::Resolver(Loop& loop, std::shared_ptr<NameCache> names, LookUp look_up)
    : loop_(loop), names_(std::move(names)), look_up_(std::move(look_up)), flying_(loop) {}

Task<void> Resolver::Fly(std::string host, std::shared_ptr<Flight> flight) {
  Task<Result<Addresses>> looking_up = look_up_(host);
  Result<Addresses> found = co_await looking_up;
  names_->Keep(host, found, loop_.Now());
  flight->found = std::move(found);
  flights_.erase(host);
  flight->landed.Set();
}

Task<Result<Addresses>> Resolver::Join(std::string host) {
  std::optional<Result<Addresses>> known = names_->Find(host, loop_.Now());
  if (known) co_return *std::move(known);
  std::shared_ptr<Flight> flight = flights_[host];
  if (!flight) {
    flight = std::make_shared<Flight>(loop_);
    flights_[host] = flight;
    flying_.Spawn(Fly(host, flight));
  }
  co_await flight->landed.Wait();
  co_return *flight->found;
}

Task<Result<Addresses>> Resolver::Resolve(std::string host, std::uint16_t port) {
  std::optional<SocketAddress> literal = LiteralAddress(host, port);
  if (literal) co_return Addresses(1, *literal);
  Result<Addresses> found = co_await Join(host);
  if (!found) co_return found;
  for (SocketAddress& address : *found) address.set_port(port);
  co_return found;
}

}  // namespace lab::net
