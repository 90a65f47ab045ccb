#include "mocks/answer_sender.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "framework/net/sim_network.h"
#include "framework/runtime/virtual_loop.h"
#include "tests/support/mock_world.h"

namespace lab::mocks {
namespace {

using namespace std::chrono_literals;

/// A client that asked, and the sender of the answer.
class AnswerSenderTest : public testing::Test {
 protected:
  using Send = std::function<Task<bool>(AnswerSender&)>;

  /// What the client received; `usable_` is what the sender made of it.
  std::string Answer(const Send& send) {
    std::string heard;
    loop_.Run(Talk(send, &heard));
    return heard;
  }

  VirtualLoop loop_;
  bool usable_ = false;
  std::vector<EventRecord> records_;

 private:
  Task<void> Talk(const Send& send, std::string* heard) {
    net::SimNetwork network(loop_, {});
    std::unique_ptr<net::Listener> listener = *network.Listen({.host = "mock", .port = 80});
    net::Endpoint mock{.host = "mock", .port = 80};
    Result<net::Connection> client = co_await network.Connect(mock);
    Result<Time> asked = co_await client->stream->Write("GET / HTTP/1.1\r\nhost: mock\r\n\r\n");
    Result<std::unique_ptr<net::Stream>> accepted = co_await listener->Accept();
    WriteLog log(on_write_);
    net::HttpServerConnection http(loop_, log.Watch(std::move(*accepted)), {});
    Result<std::optional<net::ServerRequest>> request = co_await http.ReadRequest();
    AnswerSender sender(loop_, http, log, true);
    Task<bool> answer = send(sender);
    usable_ = co_await std::move(answer);
    http.stream().FinishWriting();
    std::array<char, 4096> buffer;
    while (true) {
      Result<net::ReadResult> read = co_await client->stream->Read(buffer);
      if (!read || read->bytes == 0) co_return;
      heard->append(buffer.data(), read->bytes);
    }
  }

  std::function<void(const EventRecord&)> on_write_ = [this](const EventRecord& record) {
    records_.push_back(record);
  };
};

TEST_F(AnswerSenderTest, SendsAWholeAnswerInOneWrite) {
  const std::string heard =
      Answer([](AnswerSender& sender) { return sender.SendWhole({.status = 200}, "hello"); });
  EXPECT_EQ(heard, "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello");
  EXPECT_TRUE(usable_);
  ASSERT_EQ(records_.size(), 1U);
  EXPECT_EQ(records_[0].bytes, 5U);
  EXPECT_EQ(records_[0].wire_bytes, heard.size());
}

TEST_F(AnswerSenderTest, AnnouncesAWrongLengthAndNeverANegativeOne) {
  const std::string heard = Answer([](AnswerSender& sender) {
    return sender.SendWithWrongLength({.status = 200}, "hello", -9);
  });
  EXPECT_NE(heard.find("content-length: 0\r\n"), std::string::npos) << heard;
  EXPECT_TRUE(heard.ends_with("hello"));
  EXPECT_FALSE(usable_);
}

TEST_F(AnswerSenderTest, IsDueWithTheFirstChunkHoweverLongItWaits) {
  const Time due = loop_.Now() + 7ms;
  const std::string heard = Answer([&](AnswerSender& sender) {
    std::vector<WireStep> steps = {{.kind = WireStep::Kind::kWait, .wait = 50ms},
                                   {.bytes = "one"},
                                   {.bytes = "two"},
                                   {.kind = WireStep::Kind::kCut, .bytes = "abc", .announced = 5},
                                   {.kind = WireStep::Kind::kClose}};
    return sender.Perform(std::move(steps), due);
  });
  EXPECT_FALSE(usable_);
  ASSERT_EQ(records_.size(), 3U);
  EXPECT_EQ(records_[0].intended, due);
  EXPECT_GE(records_[0].sent - due, 43ms);
  EXPECT_FALSE(IsSet(records_[1].intended));
  EXPECT_EQ(records_[2].bytes, 3U);
  EXPECT_TRUE(heard.ends_with("5\r\nabc"));
}

TEST_F(AnswerSenderTest, SendsThePageOfAnEdge) {
  const std::string heard = Answer([](AnswerSender& sender) { return sender.SendHtml(503); });
  EXPECT_TRUE(heard.starts_with("HTTP/1.1 503 "));
  EXPECT_NE(heard.find("<title>503 Bad Gateway</title>"), std::string::npos);
}

}  // namespace
}  // namespace lab::mocks
