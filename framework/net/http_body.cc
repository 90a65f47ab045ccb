#include "framework/net/http_body.h"

#include <utility>

namespace lab::net {

void HttpBody::Append(SharedText text) {
  if (text->size() < kWorthSharing || shared_count_ == kMaxShared) return Append(*text);
  size_shared_ += text->size();
  shared_[shared_count_++] = {own_.size(), std::move(text)};
}

Pieces HttpBody::pieces() const {
  const std::string_view own = own_;
  Pieces all;
  std::size_t at = 0;
  for (std::size_t i = 0; i < shared_count_; ++i) {
    all.Add(own.substr(at, shared_[i].at - at));
    all.Add(*shared_[i].text);
    at = shared_[i].at;
  }
  all.Add(own.substr(at));
  return all;
}

std::string HttpBody::Join() const {
  std::string whole;
  whole.reserve(size());
  for (const std::string_view piece : pieces()) whole += piece;
  return whole;
}

}  // namespace lab::net
