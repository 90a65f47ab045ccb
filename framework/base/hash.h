// A fixed 64-bit hash: the same number on every machine and in every release, unlike std::hash.
//
//   std::uint64_t key = Hash64("case/7/0");
//   key = HashCombine(key, 42);
//
// Used to derive seeds and prefix keys, never for security. FNV-1a over 8-byte words with a
// splitmix64 finish.
#pragma once

#include <cstdint>
#include <string_view>

namespace lab {

/// The finishing step of splitmix64 (Steele, Lea, Flood 2014): a bijection that spreads every bit.
constexpr std::uint64_t Mix64(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

/// Order matters: HashCombine(a, b) != HashCombine(b, a).
constexpr std::uint64_t HashCombine(std::uint64_t seed, std::uint64_t value) {
  return Mix64(seed ^ Mix64(value));
}

/// Hash of the bytes; about 2 GB/s.
std::uint64_t Hash64(std::string_view bytes, std::uint64_t seed = 0);

}  // namespace lab
