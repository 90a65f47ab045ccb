// HdrHistogram's V2 encoding, which the other HdrHistogram tools and log plotters read and write.
//
//   std::string text = EncodeBase64(ttft_us);          // "HISTFAAA..."
//   Result<Histogram> back = DecodeBase64(text);       // back->Count() == ttft_us.Count()
//
// Decoding checks everything and answers ErrorKind::kDecode for bytes that are not such an
// encoding, so that a file from elsewhere can be opened without harm.
#pragma once

#include <string>
#include <string_view>

#include "framework/base/result.h"
#include "framework/stats/histogram.h"

namespace lab::stats {

/// The plain V2 payload: a header of 40 bytes and the counts as ZigZag LEB128. Without a checksum.
std::string EncodePayload(const Histogram& histogram);

/// The payload under zlib at its default level, with its own cookie and length.
std::string EncodeCompressed(const Histogram& histogram);

/// The compressed form in base64, as it stands in a .hlog file.
std::string EncodeBase64(const Histogram& histogram);

Result<Histogram> DecodePayload(std::string_view bytes);
/// Refuses what unpacks to more than 64 MiB (ErrorKind::kLimit).
Result<Histogram> DecodeCompressed(std::string_view bytes);
Result<Histogram> DecodeBase64(std::string_view text);

}  // namespace lab::stats
