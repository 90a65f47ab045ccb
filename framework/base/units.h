// Token counts and money as types of their own, so that neither is taken for the other or for a
// time.
//
//   Usd per_token = Usd::PerMillion(2.0);                 // a price of $2 per million tokens
//   Usd cost = per_token * Tokens{20'000};                // $0.04
//   std::string shown = FormatUsd(cost);                  // "$0.0400"
#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace lab {

/// A count of tokens as the provider bills them.
struct Tokens {
  std::int64_t count = 0;

  constexpr Tokens() = default;
  constexpr explicit Tokens(std::int64_t n) : count(n) {}

  friend constexpr auto operator<=>(Tokens, Tokens) = default;
  friend constexpr Tokens operator+(Tokens a, Tokens b) { return Tokens{a.count + b.count}; }
  friend constexpr Tokens operator-(Tokens a, Tokens b) { return Tokens{a.count - b.count}; }
  constexpr Tokens& operator+=(Tokens other) { return count += other.count, *this; }
};

/// An amount of money: whole pico-dollars (1e-12 USD), so that a price per token is exact and sums
/// do not drift. Up to 9.2 million USD.
struct Usd {
  std::int64_t pico = 0;

  constexpr Usd() = default;
  /// From US dollars, rounded to the nearest pico-dollar.
  static Usd FromDollars(double dollars);
  /// The price of one token at `dollars` per million tokens, as price lists print it.
  static Usd PerMillion(double dollars);

  constexpr double dollars() const { return static_cast<double>(pico) * 1e-12; }

  friend constexpr auto operator<=>(Usd, Usd) = default;
  friend constexpr Usd operator+(Usd a, Usd b) { return Usd{a.pico + b.pico}; }
  friend constexpr Usd operator-(Usd a, Usd b) { return Usd{a.pico - b.pico}; }
  constexpr Usd& operator+=(Usd other) { return pico += other.pico, *this; }
  friend constexpr Usd operator*(Usd per_token, Tokens n) { return Usd{per_token.pico * n.count}; }

 private:
  constexpr explicit Usd(std::int64_t p) : pico(p) {}
};

/// "$12.30", "$0.0400", "$0.0000120": two decimals from a dollar up, else three significant digits.
std::string FormatUsd(Usd amount);

/// Thousands apart: "20,000".
std::string FormatCount(std::int64_t count);

}  // namespace lab
