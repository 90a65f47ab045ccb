#include "framework/net/http_body.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

namespace lab::net {
namespace {

HttpBody::SharedText Share(std::size_t size, char c) {
  return std::make_shared<const std::string>(size, c);
}

TEST(HttpBody, KeepsAMovedTextWhereItWas) {
  std::string text(10'000, 'x');
  const char* const place = text.data();
  const HttpBody body(std::move(text));
  EXPECT_EQ(body.pieces().front().data(), place);
  EXPECT_EQ(body.size(), 10'000U);
}

TEST(HttpBody, SharesATextWithItsCopies) {
  const HttpBody::SharedText text = Share(80'000, 'x');
  const HttpBody body(text);
  const HttpBody copy = body;
  EXPECT_EQ(body.pieces().front().data(), text->data());
  EXPECT_EQ(copy.pieces().front().data(), text->data());
}

TEST(HttpBody, IsPutTogetherOfOwnAndSharedText) {
  const HttpBody::SharedText prompt = Share(HttpBody::kWorthSharing, 'p');
  HttpBody body("{\"system\":\"");
  body.Append(prompt);
  body.Append("\",\"user\":\"");
  body.Append(prompt);
  body.Append(Share(3, 'u'));  // not worth it
  body.Append("\"}");
  EXPECT_EQ(body.Join(), "{\"system\":\"" + *prompt + "\",\"user\":\"" + *prompt + "uuu\"}");
  EXPECT_EQ(body.size(), body.Join().size());
  EXPECT_EQ(body.pieces().count(), 5U);
  EXPECT_EQ((body.pieces().begin() + 1)->data(), prompt->data());
}

TEST(HttpBody, CopiesWhatIsMoreThanAWriteTakes) {
  HttpBody body;
  std::string expected;
  for (std::size_t i = 0; i < 3 * HttpBody::kMaxShared; ++i) {
    body.Append(Share(1000, static_cast<char>('a' + i)));
    body.Append("|");
    expected += std::string(1000, static_cast<char>('a' + i)) + "|";
  }
  EXPECT_EQ(body.Join(), expected);
  EXPECT_LE(body.pieces().count(), 2 * HttpBody::kMaxShared + 1);
}

TEST(HttpBody, IsEmptyWithoutText) {
  EXPECT_TRUE(HttpBody().empty());
  EXPECT_TRUE(HttpBody("").empty());
  EXPECT_FALSE(HttpBody(Share(600, 'x')).empty());
}

}  // namespace
}  // namespace lab::net
