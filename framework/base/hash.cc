#include "framework/base/hash.h"

#include <bit>
#include <cstddef>

#include "framework/base/byte_word.h"

namespace lab {
namespace {

constexpr std::uint64_t kPrime = 0x100000001b3ULL;

std::uint64_t LoadLittleEndian(const char* bytes, std::size_t count) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < count; ++i) {
    word |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  }
  return word;
}

// The same for eight bytes, as one load where the machine's order allows it.
std::uint64_t LoadEight(const char* bytes) {
  if constexpr (std::endian::native != std::endian::little) return LoadLittleEndian(bytes, 8);
  return LoadWord(bytes);
}

}  // namespace

std::uint64_t Hash64(std::string_view bytes, std::uint64_t seed) {
  std::uint64_t hash = 0xcbf29ce484222325ULL ^ Mix64(seed + bytes.size());
  std::size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) {
    hash = (hash ^ LoadEight(bytes.data() + at)) * kPrime;
    hash ^= hash >> 29;
  }
  if (at < bytes.size())
    hash = (hash ^ LoadLittleEndian(bytes.data() + at, bytes.size() - at)) * kPrime;
  return Mix64(hash);
}

}  // namespace lab
