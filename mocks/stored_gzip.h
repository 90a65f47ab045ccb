// A gzip stream that compresses nothing: enough to be one, for a client that asked for identity and
// gets a compressed body all the same.
//
//   StoredGzip gzip;
//   std::string bytes = gzip.Add("data: ...");
//   bytes += gzip.Finish();
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lab::mocks {

class StoredGzip {
 public:
  /// `data` as stored blocks (RFC 1951 section 3.2.4), behind the header when it is the first.
  std::string Add(std::string_view data);
  /// The last block and the trailer.
  std::string Finish();

 private:
  std::string Header();

  bool begun_ = false;
  std::uint32_t crc_ = 0xffffffff;
  std::uint32_t length_ = 0;
};

}  // namespace lab::mocks
