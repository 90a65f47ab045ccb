#include "framework/net/content_decoder.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "framework/base/secret.h"

namespace lab::net {
namespace {

constexpr std::size_t kMaxStages = 5;
constexpr std::size_t kStep = 16 * 1024;
constexpr int kGzipWindow = 15 + 16;  // zlib's way of saying which format is to come
constexpr int kZlibWindow = 15;
constexpr int kRawWindow = -15;

/// Compressions that we cannot undo; what is neither these nor ours is no compression.
constexpr std::array<std::string_view, 6> kForeign = {"br",         "zstd", "compress",
                                                      "x-compress", "dcb",  "dcz"};

/// A zlib header: deflate in the low bits, and a check that the two bytes are a multiple of 31.
bool IsZlibHeader(unsigned char first, unsigned char second) {
  return (first & 0x0f) == Z_DEFLATED && (first * 256 + second) % 31 == 0;
}

Error Broken(std::string_view coding, const char* why) {
  return {ErrorKind::kProtocol, fmt::format("body is not the {} that content-encoding says: {}",
                                            coding, why == nullptr ? "bad data" : why)};
}

Error TooLong(std::size_t max_bytes) {
  return {ErrorKind::kLimit,
          fmt::format("response body is longer than {} bytes once it is decompressed", max_bytes)};
}

}  // namespace

/// One coding. gzip may have several members in a row; what else stands behind the end is ignored,
/// as it is by curl and by Python. deflate is meant to be in zlib's format and often is not.
class ContentDecoder::Stage {
 public:
  explicit Stage(std::string coding) : coding_(std::move(coding)) {
    if (is_gzip()) Begin(kGzipWindow);
  }
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;
  ~Stage() {
    if (state_ != State::kUndecided) inflateEnd(&zlib_);
  }

  Result<std::string_view> Decode(std::string_view bytes, std::size_t max_bytes) {
    out_.clear();
    while (!bytes.empty()) {
      if (state_ == State::kEnded && !BeginMember(bytes)) break;
      if (state_ == State::kUndecided && !Decide(bytes)) break;
      if (Result<void> inflated = Inflate(bytes, max_bytes); !inflated) return inflated.error();
    }
    return std::string_view(out_);
  }

  bool whole() const { return state_ == State::kEnded || (!any_ && head_.empty()); }
  const std::string& coding() const { return coding_; }

 private:
  enum class State : std::uint8_t { kUndecided, kRunning, kEnded };

  bool is_gzip() const { return coding_ != "deflate"; }

  void Begin(int window) {
    inflateInit2(&zlib_, window);
    state_ = State::kRunning;
  }

  bool BeginMember(std::string_view bytes) {
    constexpr char kGzipMagic = 0x1f;
    if (!is_gzip() || bytes.front() != kGzipMagic) return false;
    inflateReset(&zlib_);
    state_ = State::kRunning;
    return true;
  }

  // Takes the first two bytes, which tell zlib's format from a bare one, and gives them to inflate.
  bool Decide(std::string_view& bytes) {
    const std::size_t wanted = std::min(2 - head_.size(), bytes.size());
    head_ += bytes.substr(0, wanted);
    bytes.remove_prefix(wanted);
    if (head_.size() < 2) return false;
    const auto first = static_cast<unsigned char>(head_[0]);
    const auto second = static_cast<unsigned char>(head_[1]);
    Begin(IsZlibHeader(first, second) ? kZlibWindow : kRawWindow);
    held_ = head_;
    return true;
  }

  Result<void> Inflate(std::string_view& bytes, std::size_t max_bytes) {
    if (!held_.empty()) {
      std::string_view held = std::exchange(held_, {});
      if (Result<void> begun = InflateFrom(held, max_bytes); !begun) return begun;
    }
    return InflateFrom(bytes, max_bytes);
  }

  Result<void> InflateFrom(std::string_view& bytes, std::size_t max_bytes) {
    while (state_ == State::kRunning) {
      const std::size_t before = out_.size();
      out_.resize(before + kStep);
      zlib_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
      zlib_.avail_in = static_cast<uInt>(bytes.size());
      zlib_.next_out = reinterpret_cast<Bytef*>(out_.data() + before);
      zlib_.avail_out = kStep;
      const int done = inflate(&zlib_, Z_NO_FLUSH);
      any_ = any_ || zlib_.avail_in < bytes.size();
      bytes.remove_prefix(bytes.size() - zlib_.avail_in);
      out_.resize(before + kStep - zlib_.avail_out);
      if (out_.size() > max_bytes) return TooLong(max_bytes);
      if (done == Z_STREAM_END) state_ = State::kEnded;
      if (done != Z_OK && done != Z_STREAM_END && done != Z_BUF_ERROR) {
        return Broken(coding_, zlib_.msg);
      }
      if (zlib_.avail_out > 0) return {};  // all of `bytes` is used, or the end was before theirs
    }
    return {};
  }

  std::string coding_;
  State state_ = State::kUndecided;
  bool any_ = false;
  z_stream zlib_{};
  std::string head_;       // of deflate, until its format is known
  std::string_view held_;  // head_, until inflate has seen it
  std::string out_;
};

ContentDecoder::ContentDecoder() = default;
ContentDecoder::ContentDecoder(ContentDecoder&&) noexcept = default;
ContentDecoder& ContentDecoder::operator=(ContentDecoder&&) noexcept = default;
ContentDecoder::~ContentDecoder() = default;

Result<ContentDecoder> ContentDecoder::TakeFrom(Headers& headers) {
  std::vector<std::string> codings;
  for (const Header& header : headers) {
    if (EqualIgnoringCase(header.name, "content-encoding")) AppendTokens(header.value, codings);
  }
  headers.Remove("content-encoding");
  ContentDecoder decoder;
  for (std::string& coding : codings) {
    if (std::find(kForeign.begin(), kForeign.end(), coding) != kForeign.end()) {
      return Error{ErrorKind::kProtocol,
                   fmt::format("response has 'content-encoding: {}' although accept-encoding asked "
                               "for identity; gzip and deflate can be read, {} cannot",
                               Redact(coding), Redact(coding))};
    }
    if (coding == "x-gzip") coding = "gzip";
    if (coding != "gzip" && coding != "deflate") continue;
    decoder.stages_.insert(decoder.stages_.begin(), std::make_unique<Stage>(std::move(coding)));
  }
  if (decoder.stages_.size() > kMaxStages) {
    return Error{ErrorKind::kProtocol, fmt::format("response is compressed {} times over; {} are "
                                                   "undone at most",
                                                   decoder.stages_.size(), kMaxStages)};
  }
  return decoder;
}

Result<std::string_view> ContentDecoder::Decode(std::string_view bytes, std::size_t max_bytes) {
  for (const std::unique_ptr<Stage>& stage : stages_) {
    Result<std::string_view> plain = stage->Decode(bytes, max_bytes);
    if (!plain) return plain.error();
    bytes = *plain;
  }
  return bytes;
}

Result<void> ContentDecoder::Finish() const {
  for (const std::unique_ptr<Stage>& stage : stages_) {
    if (stage->whole()) continue;
    return Error{ErrorKind::kTruncated,
                 fmt::format("body ended in the middle of its {} data", stage->coding())};
  }
  return {};
}

}  // namespace lab::net
