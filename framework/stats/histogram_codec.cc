#include "framework/stats/histogram_codec.h"

#include <fmt/format.h>
#include <zlib.h>

#include <array>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>

#include "framework/base/encoding.h"

namespace lab::stats {
namespace {

constexpr std::uint32_t kPayloadCookie = 0x1c849313;
constexpr std::uint32_t kCompressedCookie = 0x1c849314;
constexpr std::size_t kHeaderBytes = 40;
constexpr std::size_t kWrapperBytes = 8;
constexpr std::size_t kMostUnpacked = std::size_t{64} << 20;

template <class Unsigned>
void PutBigEndian(std::string& out, Unsigned value) {
  for (int shift = static_cast<int>(sizeof(Unsigned)) * 8 - 8; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(value >> shift & 255));
  }
}

template <class Unsigned>
Unsigned GetBigEndian(std::string_view bytes, std::size_t at) {
  Unsigned value = 0;
  for (std::size_t i = 0; i < sizeof(Unsigned); ++i) {
    value = static_cast<Unsigned>(value << 8 | static_cast<unsigned char>(bytes[at + i]));
  }
  return value;
}

/// ZigZag LEB128 of at most nine bytes: the ninth carries eight bits.
void PutCount(std::string& out, std::int64_t value) {
  std::uint64_t rest =
      static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63);
  for (int i = 0; i < 8 && rest >= 128; ++i) {
    out.push_back(static_cast<char>((rest & 127) | 128));
    rest >>= 7;
  }
  out.push_back(static_cast<char>(rest));
}

/// Reads one at `at` and moves `at` behind it; false when the bytes end inside it.
bool GetCount(std::string_view bytes, std::size_t& at, std::int64_t& value) {
  std::uint64_t word = 0;
  for (int i = 0; at < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[at++]);
    const bool last = i == 8 || byte < 128;
    word |= std::uint64_t{last ? byte : byte & 127U} << (7 * i);
    if (!last) continue;
    value = static_cast<std::int64_t>(word >> 1) ^ -static_cast<std::int64_t>(word & 1);
    return true;
  }
  return false;
}

Error Bad(std::string message) { return {ErrorKind::kDecode, std::move(message)}; }

Result<HistogramOptions> ReadOptions(std::string_view bytes) {
  if (const auto offset = GetBigEndian<std::uint32_t>(bytes, 8); offset != 0) {
    return Bad(fmt::format("histogram has a normalizing offset of {} when only 0 is supported",
                           static_cast<std::int32_t>(offset)));
  }
  const auto ratio = std::bit_cast<double>(GetBigEndian<std::uint64_t>(bytes, 32));
  if (ratio != 1.0) {
    return Bad(
        fmt::format("histogram has a conversion ratio of {} when only 1 is supported", ratio));
  }
  const HistogramOptions options{
      .lowest = static_cast<std::int64_t>(GetBigEndian<std::uint64_t>(bytes, 16)),
      .highest = static_cast<std::int64_t>(GetBigEndian<std::uint64_t>(bytes, 24)),
      .significant_digits = static_cast<std::int32_t>(GetBigEndian<std::uint32_t>(bytes, 12))};
  if (const Result<void> check = CheckOptions(options); !check) return Bad(check.error().message);
  return options;
}

Error SlotBeyondEnd(std::size_t slots) {
  return Bad(fmt::format("histogram counts reach beyond the {} of its range", slots));
}

Result<void> ReadCounts(std::string_view counts, Histogram& histogram) {
  std::size_t slot = 0;
  for (std::size_t at = 0; at < counts.size();) {
    std::int64_t value = 0;
    if (!GetCount(counts, at, value)) return Bad("histogram counts end inside a number");
    const std::size_t left = histogram.SlotCount() - slot;
    if (value < 0) {
      const std::uint64_t zeros = 0 - static_cast<std::uint64_t>(value);
      if (zeros > left) return SlotBeyondEnd(histogram.SlotCount());
      slot += static_cast<std::size_t>(zeros);
      continue;
    }
    if (left == 0) return SlotBeyondEnd(histogram.SlotCount());
    if (value > std::numeric_limits<std::int64_t>::max() - histogram.Count()) {
      return Bad("histogram counts add up to more than 63 bits hold");
    }
    histogram.AddToSlot(slot++, value);
  }
  return {};
}

/// Owns the state that inflate() allocates.
class Inflater {
 public:
  Inflater() { ok_ = inflateInit(&stream_) == Z_OK; }
  ~Inflater() {
    if (ok_) inflateEnd(&stream_);
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  Result<std::string> Run(std::string_view packed) {
    std::string out;
    if (!ok_) return Error{ErrorKind::kLimit, "zlib could not allocate its state"};
    // zlib does not write through next_in, but its C interface is not const.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream_.avail_in = static_cast<uInt>(packed.size());
    std::array<char, 16384> chunk;
    while (true) {
      stream_.next_out = reinterpret_cast<Bytef*>(chunk.data());
      stream_.avail_out = static_cast<uInt>(chunk.size());
      const int status = inflate(&stream_, Z_NO_FLUSH);
      if (status != Z_OK && status != Z_STREAM_END) {
        return Bad("compressed histogram is damaged: zlib cannot unpack it");
      }
      out.append(chunk.data(), chunk.size() - stream_.avail_out);
      if (out.size() > kMostUnpacked) {
        return Error{
            ErrorKind::kLimit,
            fmt::format("compressed histogram unpacks to more than {} bytes", kMostUnpacked)};
      }
      if (status == Z_STREAM_END) break;
    }
    if (stream_.avail_in != 0) {
      return Bad(
          fmt::format("compressed histogram is followed by {} more bytes", stream_.avail_in));
    }
    return out;
  }

 private:
  z_stream stream_{};
  bool ok_ = false;
};

}  // namespace

std::string EncodePayload(const Histogram& histogram) {
  std::string counts;
  std::size_t next = 0;
  for (const Histogram::Bucket& bucket : histogram.Buckets()) {
    if (bucket.slot > next) PutCount(counts, -static_cast<std::int64_t>(bucket.slot - next));
    PutCount(counts, bucket.count);
    next = bucket.slot + 1;
  }
  const HistogramOptions& options = histogram.options();
  std::string out;
  out.reserve(kHeaderBytes + counts.size());
  PutBigEndian(out, kPayloadCookie);
  PutBigEndian(out, static_cast<std::uint32_t>(counts.size()));
  PutBigEndian(out, std::uint32_t{0});
  PutBigEndian(out, static_cast<std::uint32_t>(options.significant_digits));
  PutBigEndian(out, static_cast<std::uint64_t>(options.lowest));
  PutBigEndian(out, static_cast<std::uint64_t>(options.highest));
  PutBigEndian(out, std::bit_cast<std::uint64_t>(1.0));
  return out + counts;
}

std::string EncodeCompressed(const Histogram& histogram) {
  const std::string payload = EncodePayload(histogram);
  uLongf size = compressBound(static_cast<uLong>(payload.size()));
  std::string packed(size, '\0');
  const int status =
      compress(reinterpret_cast<Bytef*>(packed.data()), &size,
               reinterpret_cast<const Bytef*>(payload.data()), static_cast<uLong>(payload.size()));
  assert(status == Z_OK);  // compressBound() gave it room; only memory could be short
  static_cast<void>(status);
  std::string out;
  PutBigEndian(out, kCompressedCookie);
  PutBigEndian(out, static_cast<std::uint32_t>(size));
  return out.append(packed, 0, size);
}

std::string EncodeBase64(const Histogram& histogram) {
  return Base64Encode(EncodeCompressed(histogram));
}

Result<Histogram> DecodePayload(std::string_view bytes) {
  if (bytes.size() < kHeaderBytes) {
    return Bad(fmt::format("histogram is {} bytes long when its header alone has {}", bytes.size(),
                           kHeaderBytes));
  }
  if (const auto cookie = GetBigEndian<std::uint32_t>(bytes, 0); cookie != kPayloadCookie) {
    return Bad(fmt::format("histogram begins with {:08x} when V2 begins with {:08x}", cookie,
                           kPayloadCookie));
  }
  const std::string_view counts = bytes.substr(kHeaderBytes);
  if (const auto length = GetBigEndian<std::uint32_t>(bytes, 4); length != counts.size()) {
    return Bad(fmt::format("histogram announces {} bytes of counts when {} follow", length,
                           counts.size()));
  }
  const Result<HistogramOptions> options = ReadOptions(bytes);
  if (!options) return options.error();
  Histogram histogram(*options);
  if (Result<void> read = ReadCounts(counts, histogram); !read) return std::move(read).error();
  return histogram;
}

Result<Histogram> DecodeCompressed(std::string_view bytes) {
  if (bytes.size() < kWrapperBytes) {
    return Bad(fmt::format("compressed histogram is {} bytes long when its header alone has {}",
                           bytes.size(), kWrapperBytes));
  }
  if (const auto cookie = GetBigEndian<std::uint32_t>(bytes, 0); cookie != kCompressedCookie) {
    return Bad(fmt::format("compressed histogram begins with {:08x} when V2 begins with {:08x}",
                           cookie, kCompressedCookie));
  }
  const std::string_view packed = bytes.substr(kWrapperBytes);
  if (const auto length = GetBigEndian<std::uint32_t>(bytes, 4); length != packed.size()) {
    return Bad(fmt::format("compressed histogram announces {} bytes when {} follow", length,
                           packed.size()));
  }
  Inflater inflater;
  const Result<std::string> payload = inflater.Run(packed);
  if (!payload) return payload.error();
  return DecodePayload(*payload);
}

Result<Histogram> DecodeBase64(std::string_view text) {
  const Result<std::string> bytes = Base64Decode(text);
  if (!bytes) return bytes.error();
  return DecodeCompressed(*bytes);
}

}  // namespace lab::stats
