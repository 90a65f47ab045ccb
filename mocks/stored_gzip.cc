#include "mocks/stored_gzip.h"

#include <algorithm>
#include <cstddef>

namespace lab::mocks {

namespace {

constexpr std::size_t kMaxBlock = 65535;

void AppendLittleEndian(std::string& out, std::uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
}

std::uint32_t Crc32(std::uint32_t crc, std::string_view data) {
  for (const char c : data) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (0xedb88320U & (0U - (crc & 1U)));
  }
  return crc;
}

void AppendBlock(std::string& out, std::string_view data, bool last) {
  const auto size = static_cast<std::uint32_t>(data.size());
  out += last ? '\1' : '\0';
  AppendLittleEndian(out, size, 2);
  AppendLittleEndian(out, ~size & 0xffff, 2);
  out += data;
}

}  // namespace

std::string StoredGzip::Header() {
  using namespace std::string_literals;
  if (begun_) return {};
  begun_ = true;
  return "\x1f\x8b\x08\0\0\0\0\0\0\xff"s;
}

std::string StoredGzip::Add(std::string_view data) {
  std::string out = Header();
  crc_ = Crc32(crc_, data);
  length_ += static_cast<std::uint32_t>(data.size());
  while (!data.empty()) {
    const std::string_view block = data.substr(0, kMaxBlock);
    AppendBlock(out, block, false);
    data.remove_prefix(block.size());
  }
  return out;
}

std::string StoredGzip::Finish() {
  std::string out = Header();
  AppendBlock(out, {}, true);
  AppendLittleEndian(out, ~crc_, 4);
  AppendLittleEndian(out, length_, 4);
  return out;
}

}  // namespace lab::mocks
