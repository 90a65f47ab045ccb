// What a server does that compresses although nobody asked for it.
//
//   std::string body = Compress("data: one\n\n", Format::kGzip);
//   Compressor compressor(Format::kGzip);
//   std::string event = compressor.Add("data: one\n\n");      // flushed, so that it can be read
#pragma once

#include <zlib.h>

#include <cstdint>
#include <string>

namespace lab::net {

enum class Format : std::uint8_t { kGzip, kZlib, kRaw };

class Compressor {
 public:
  explicit Compressor(Format format) {
    const int window = format == Format::kGzip ? 31 : format == Format::kZlib ? 15 : -15;
    deflateInit2(&zlib_, Z_BEST_SPEED, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY);
  }
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;
  ~Compressor() { deflateEnd(&zlib_); }

  std::string Add(std::string text) { return Run(std::move(text), Z_SYNC_FLUSH); }
  std::string End(std::string text = "") { return Run(std::move(text), Z_FINISH); }

 private:
  std::string Run(std::string text, int flush) {
    std::string bytes(deflateBound(&zlib_, text.size()) + 64, '\0');
    zlib_.next_in = reinterpret_cast<Bytef*>(text.data());
    zlib_.avail_in = static_cast<uInt>(text.size());
    zlib_.next_out = reinterpret_cast<Bytef*>(bytes.data());
    zlib_.avail_out = static_cast<uInt>(bytes.size());
    deflate(&zlib_, flush);
    bytes.resize(bytes.size() - zlib_.avail_out);
    return bytes;
  }

  z_stream zlib_{};
};

inline std::string Compress(const std::string& text, Format format) {
  return Compressor(format).End(text);
}

}  // namespace lab::net
