#include "mocks/hinting_client.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "framework/runtime/virtual_loop.h"

namespace lab::mocks {
namespace {

/// Keeps the headers of the call that it got.
class Listening final : public Client {
 public:
  explicit Listening(std::map<std::string, std::string>& headers) : headers_(headers) {}
  Task<Reply> Answer(Request /*request*/, Call call) override {
    for (const Call::Header& header : call.headers) headers_[header.name] = header.value;
    co_return Reply();
  }
  std::string_view model() const override { return "m"; }

 private:
  std::map<std::string, std::string>& headers_;
};

std::map<std::string, std::string> HeadersOf(Call call) {
  VirtualLoop loop;
  std::map<std::string, std::string> headers;
  HintingClient client(std::make_unique<Listening>(headers));
  loop.Run(client.Send(Request{.user = "hi"}, std::move(call)));
  return headers;
}

TEST(HintingClient, SendsTheKeyAndTheHintsAsHeaders) {
  const auto headers = HeadersOf(Call().Key("a/1").Expect("output_tokens=3"));
  EXPECT_EQ(headers.at("x-lab-request"), "a/1");
  EXPECT_EQ(headers.at("x-lab-hints"), "output_tokens=3");
}

TEST(HintingClient, SendsNothingWhereThereIsNothing) { EXPECT_TRUE(HeadersOf(Call()).empty()); }

}  // namespace
}  // namespace lab::mocks
