#include "framework/net/http_client.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "framework/net/prepared_request.h"
#include "framework/runtime/combine.h"
#include "framework/runtime/virtual_loop.h"
#include "tests/unit/net/compress.h"
#include "tests/unit/net/http_answer.h"
#include "tests/unit/net/http_script.h"

namespace lab::net {
namespace {

using namespace std::chrono_literals;

// ---- what comes over the wire, as tables of bytes

struct Row {
  const char* name;
  std::string bytes;
  int status;
  std::string body;
  std::optional<ErrorKind> error = std::nullopt;
  const char* method = "POST";
};

const std::string kOk = "HTTP/1.1 200 OK\r\n";
constexpr char kChunked[] = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";

const std::vector<Row>& Rows() {
  static const std::string chunked = kChunked;
  static const std::vector<std::string> bytes = {
      chunked + "5\r\nhello\r\n0\r\n\r\n",
      chunked + "5\r\nhello\r\n6;a=\"b;c\"\r\n world\r\n00\r\nx-trailer: 1\r\ny: 2\r\n\r\n",
      chunked + "A \r\n0123456789\r\n0\r\n\r\n",
      chunked + "5\r\nhelloX\n0\r\n\r\n",
      chunked + "5\nhello\r\n0\r\n\r\n",
      chunked + "\r\n\r\n",
      chunked + "0x5\r\nhello\r\n0\r\n\r\n",
      chunked + "fffffffffffffffff\r\n",
      chunked + "5\r\nhello\r\n",
      chunked + "5\r\nhel",
  };
  const auto at = [&](std::size_t i) { return bytes[i]; };
  static const std::vector<Row> rows = {
      {"length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, "hello"},
      {"length 0", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", 200, ""},
      {"no reason", "HTTP/1.1 404 \r\ncontent-length: 2\r\n\r\nno", 404, "no"},
      {"until close", "HTTP/1.1 200 OK\r\n\r\nhello", 200, "hello"},
      {"until close, 1.0", "HTTP/1.0 200 OK\r\n\r\nhello", 200, "hello"},
      {"204", "HTTP/1.1 204 No Content\r\n\r\n", 204, ""},
      {"304 with a length", "HTTP/1.1 304 Not Modified\r\ncontent-length: 9\r\n\r\n", 304, ""},
      {"HEAD", "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n", 200, "", {}, "HEAD"},
      {"interim heads",
       "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n"
       "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello",
       200, "hello"},
      {"one chunk", at(0), 200, "hello"},
      {"extension, trailers", at(1), 200, "hello world"},
      {"blank behind the size", at(2), 200, "0123456789"},
      {"no CRLF behind a chunk", at(3), 200, "", ErrorKind::kProtocol},
      {"a bare LF behind a size", at(4), 200, "hello"},
      {"no size", at(5), 200, "", ErrorKind::kProtocol},
      {"a C-like size", at(6), 200, "", ErrorKind::kProtocol},
      {"a size over 60 bits", at(7), 200, "", ErrorKind::kProtocol},
      {"no last chunk", at(8), 200, "", ErrorKind::kTruncated},
      {"half a chunk", at(9), 200, "", ErrorKind::kTruncated},
      {"half a body", "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhello", 200, "",
       ErrorKind::kTruncated},
      {"half a head", "HTTP/1.1 200 OK\r\ncontent-len", 0, "", ErrorKind::kClosed},
      {"nothing", "", 0, "", ErrorKind::kConnect},
      {"another protocol", "SSH-2.0-OpenSSH_9.2\r\n", 0, "", ErrorKind::kProtocol},
      {"HTML", "<html>", 0, "", ErrorKind::kProtocol},
      {"another version", "HTTP/1.7 200 OK\r\n\r\n", 0, "", ErrorKind::kProtocol},
      {"no status", "HTTP/1.1 abc OK\r\n\r\n", 0, "", ErrorKind::kProtocol},
      {"a bad header", "HTTP/1.1 200 OK\r\nbad header\r\n\r\n", 0, "", ErrorKind::kProtocol},
      {"two lengths", "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n", 0, "",
       ErrorKind::kProtocol},
      {"switching", "HTTP/1.1 101 Switching Protocols\r\n\r\n", 0, "", ErrorKind::kProtocol},
      {"what is no gzip", kOk + "content-encoding: gzip\r\ncontent-length: 5\r\n\r\nhello", 200, "",
       ErrorKind::kProtocol},
      {"br", kOk + "content-encoding: br\r\ncontent-length: 1\r\n\r\nx", 0, "",
       ErrorKind::kProtocol},
  };
  return rows;
}

// What servers send that is not quite HTTP/1.1, or not quite what was asked for, and that curl and
// the SDKs of the providers read.
std::vector<Row> LenientRows() {
  const std::string lengths = "content-length: 5\r\n";
  const std::string gzip = Compress("hello", Format::kGzip);
  const std::string raw = Compress("hello", Format::kRaw);
  const auto sized = [](const std::string& body) {
    return "content-length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  };
  return {
      {"LF alone", "HTTP/1.1 200 OK\ncontent-length: 5\n\nhello", 200, "hello"},
      {"LF alone, chunks", "HTTP/1.1 200 OK\ntransfer-encoding: chunked\n\n5\nhello\n0\n\n", 200,
       "hello"},
      {"LF alone, trailers", kChunked + std::string("5;x\nhello\r\n0\nx: y\n\n"), 200, "hello"},
      {"some LF alone", "HTTP/1.1 200 OK\r\na: b\n" + lengths + "\nhello", 200, "hello"},
      {"a blank line first", "\r\n" + kOk + lengths + "\r\nhello", 200, "hello"},
      {"a bare one", "\n\r\n" + kOk + lengths + "\r\nhello", 200, "hello"},
      {"no reason, no blank", "HTTP/1.1 200\r\n" + lengths + "\r\nhello", 200, "hello"},
      {"a folded line", kOk + "x: a\r\n b\r\n" + lengths + "\r\nhello", 200, "hello"},
      {"a blank before a colon", kOk + "content-length : 5\r\n\r\nhello", 200, "hello"},
      {"a control character", kOk + "x: a\x01b\r\n" + lengths + "\r\nhello", 200, "hello"},
      {"equal lengths", kOk + lengths + lengths + "\r\nhello", 200, "hello"},
      {"equal lengths, a list", kOk + "content-length: 5, 5\r\n\r\nhello", 200, "hello"},
      {"no length at all", kOk + "content-length:\r\n\r\nhello", 0, "", ErrorKind::kProtocol},
      {"a length beside chunks",
       kOk + lengths +
           "transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0"
           "\r\n\r\n",
       200, "hello"},
      {"chunks of 1.0",
       "HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", 200,
       "hello"},
      {"Chunked", kOk + "Transfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", 200, "hello"},
      {"chunked, identity",
       kOk + "transfer-encoding: chunked, identity\r\n\r\n5\r\nhello\r\n0\r\n\r\n", 200, "hello"},
      {"identity as transfer coding", kOk + "transfer-encoding: identity\r\n\r\nhello", 200,
       "hello"},
      {"chunked before gzip", kOk + "transfer-encoding: chunked, gzip\r\n\r\n", 0, "",
       ErrorKind::kProtocol},
      {"gzip as transfer coding", kOk + "transfer-encoding: gzip\r\n\r\n" + gzip, 200, "hello"},
      {"an unknown transfer coding", kOk + "transfer-encoding: br, chunked\r\n\r\n0\r\n\r\n", 0, "",
       ErrorKind::kProtocol},
      {"encoding none", kOk + "content-encoding: none\r\n" + lengths + "\r\nhello", 200, "hello"},
      {"encoding Identity", kOk + "content-encoding: Identity\r\n" + lengths + "\r\nhello", 200,
       "hello"},
      {"gzip", kOk + "content-encoding: GZIP\r\n" + sized(gzip), 200, "hello"},
      {"gzip until close", kOk + "content-encoding: x-gzip\r\n\r\n" + gzip, 200, "hello"},
      {"half of the gzip", kOk + "content-encoding: gzip\r\n\r\n" + gzip.substr(0, 15), 200, "",
       ErrorKind::kTruncated},
      {"gzip without a body", kOk + "content-encoding: gzip\r\ncontent-length: 0\r\n\r\n", 200, ""},
      {"deflate, bare", kOk + "content-encoding: deflate\r\n" + sized(raw), 200, "hello"},
      {"an odd Connection", kOk + "connection: \"a,\r\n" + lengths + "\r\nhello", 200, "hello"},
      {"status 600", "HTTP/1.1 600 Odd\r\n" + lengths + "\r\nhello", 600, "hello"},
      {"status 099", "HTTP/1.1 099 Odd\r\n" + lengths + "\r\nhello", 0, "", ErrorKind::kProtocol},
      {"an interim head with a length",
       "HTTP/1.1 103 Hints\r\n" + lengths + "\r\n" + kOk + lengths + "\r\nhello", 200, "hello"},
      {"more than the length says", kOk + lengths + "\r\nhello, world", 200, "hello"},
      {"204 with a body", "HTTP/1.1 204 No Content\r\n" + lengths + "\r\nhello", 204, ""},
  };
}

std::vector<Row> AllRows() {
  std::vector<Row> rows = Rows();
  for (Row& row : LenientRows()) rows.push_back(std::move(row));
  return rows;
}

Answer Play(const Row& row, const std::shared_ptr<Script>& script) {
  script->input = row.bytes;
  VirtualLoop loop;
  ScriptNetwork network(loop, script);
  HttpClient http(loop, network, {});
  HttpRequest request = Post("{}");
  request.method = row.method;
  Answer answer;
  loop.Run(Ask(&http, std::move(request), &answer));
  return answer;
}

TEST(HttpClient, UnderstandsEveryResponseAtEveryFragmentSize) {
  for (const Row& row : AllRows()) {
    const std::size_t size = row.bytes.size();
    for (std::size_t fragment = 1; fragment <= size + 1; ++fragment) {
      auto script = std::make_shared<Script>(Script{.fragment = fragment});
      const Answer answer = Play(row, script);
      ASSERT_EQ(answer.status, row.status) << row.name << " in " << fragment;
      ASSERT_EQ(answer.body, row.body) << row.name << " in " << fragment;
      ASSERT_EQ(answer.error ? std::optional(answer.error->kind) : std::nullopt, row.error)
          << row.name << " in " << fragment << (answer.error ? answer.error->message : "");
    }
  }
}

TEST(HttpClient, AResetAtAnyReadIsAnErrorAndClosesTheConnection) {
  for (const Row& row : AllRows()) {
    auto whole = std::make_shared<Script>(Script{.fragment = 7});
    const Answer untouched = Play(row, whole);
    for (int i = 0; i < whole->reads; ++i) {
      auto script = std::make_shared<Script>(Script{.fragment = 7, .fail_read = i});
      const Answer answer = Play(row, script);
      ASSERT_TRUE(answer.error) << row.name << ", read " << i;
      ASSERT_EQ(answer.error->kind, i == 0 ? ErrorKind::kConnect : ErrorKind::kClosed) << row.name;
      ASSERT_TRUE(script->destroyed);
    }
  }
}

TEST(HttpClient, TakesAnAnswerThatCameBeforeTheWriteFailed) {
  const Row row{"early", "HTTP/1.1 413 Payload Too Large\r\ncontent-length: 3\r\n\r\nbig", 413, ""};
  auto script = std::make_shared<Script>(Script{.fail_write = 0});
  const Answer answer = Play(row, script);
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(answer.body, "big");
}

TEST(HttpClient, AWriteThatFindsNobodyIsAConnectError) {
  const Row row{"nobody", "", 0, ""};
  auto script = std::make_shared<Script>(Script{.fail_write = 0});
  EXPECT_EQ(Play(row, script).error->kind, ErrorKind::kConnect);
}

TEST(HttpClient, NamesTheHeaderOfACompressedBody) {
  const Row row{"br", "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n", 0, ""};
  const Answer answer = Play(row, std::make_shared<Script>());
  EXPECT_NE(answer.error->message.find("content-encoding: br"), std::string::npos);
}

TEST(HttpClient, WritesARequestInOneWrite) {
  auto script = std::make_shared<Script>();
  Play({"ok", "HTTP/1.1 200 OK\r\n\r\n", 200, ""}, script);
  EXPECT_EQ(script->writes, 1);
  EXPECT_EQ(script->output,
            "POST /v1/messages HTTP/1.1\r\nhost: mock\r\ncontent-type: application/json\r\n"
            "accept-encoding: identity\r\nconnection: keep-alive\r\ncontent-length: 2\r\n\r\n{}");
}

TEST(HttpClient, WritesASharedBodyFromWhereItLies) {
  auto script = std::make_shared<Script>();
  script->input = "HTTP/1.1 200 OK\r\n\r\n";
  VirtualLoop loop;
  ScriptNetwork network(loop, script);
  HttpClient http(loop, network, {});
  const auto body = std::make_shared<const std::string>(80'000, 'x');
  HttpRequest request = Post("");
  request.body = HttpBody(body);
  Answer answer;
  loop.Run(Ask(&http, std::move(request), &answer));
  EXPECT_EQ(script->writes, 1);
  EXPECT_EQ(script->places.back(), body->data());
}

TEST(HttpClient, SendsWhatRequestsShareFromOneHead) {
  auto script = std::make_shared<Script>();
  script->input = "HTTP/1.1 200 OK\r\n\r\n";
  VirtualLoop loop;
  ScriptNetwork network(loop, script);
  HttpClient http(loop, network, {});
  Headers shared = {{"x-shared", "s"}};
  const auto prepared = *PreparedRequest::Make("POST", *ParseUrl("http://mock/v1"), shared);
  Answer answer;
  loop.Run(Ask(&http, {.headers = {{"x-own", "o"}}, .body = "{}", .prepared = prepared}, &answer));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(script->places.front(), prepared->head(false).front().data());
  EXPECT_EQ(script->output,
            "POST /v1 HTTP/1.1\r\nhost: mock\r\nx-shared: s\r\naccept-encoding: identity\r\n"
            "connection: keep-alive\r\nx-own: o\r\ncontent-length: 2\r\n\r\n{}");
}

TEST_F(HttpClientOnAScript, RefusesHeadersThatWouldBreakOutOfTheirLine) {
  HttpRequest request = Post("{}");
  request.headers.push_back({"x-api-key", "secret\r\nx-evil: 1"});
  const Answer answer = Send(request);
  EXPECT_EQ(answer.error->kind, ErrorKind::kUsage);
  EXPECT_NE(answer.error->message.find("x-api-key"), std::string::npos);
  EXPECT_EQ(answer.error->message.find("secret"), std::string::npos);
  EXPECT_EQ(network_.connections, 0);
}

TEST_F(HttpClientOnAScript, LimitsTheHead) {
  script_->input = "HTTP/1.1 200 OK\r\nx: " + std::string(2000, 'x') + "\r\n\r\n";
  const Answer answer = Send(Post(""), {.max_head_bytes = 1000});
  EXPECT_EQ(answer.error->kind, ErrorKind::kLimit);
}

TEST_F(HttpClientOnAScript, ReadsAHeadOf128KilobytesAndNamesNoInternalOfALongerOne) {
  const auto head = [](std::size_t size) {
    return kOk + "x: " + std::string(size, 'x') + "\r\ncontent-length: 2\r\n\r\nok";
  };
  script_->input = head(128 * 1024);
  EXPECT_EQ(Send(Post("")).body, "ok");
  script_->input = head(1024 * 1024);
  const Answer answer = Send(Post(""));
  EXPECT_EQ(answer.error->kind, ErrorKind::kLimit);
  EXPECT_EQ(answer.error->message.find("max_head_bytes"), std::string::npos);
}

TEST_F(HttpClientOnAScript, BoundsTheInterimHeadsAndBlankLinesBeforeAnAnswer) {
  for (const std::string piece : {"HTTP/1.1 102 Processing\r\n\r\n", "\r\n", "\n"}) {
    script_->input.clear();
    for (std::size_t size = 0; size < 300'000; size += piece.size()) script_->input += piece;
    script_->input += kOk + "content-length: 2\r\n\r\nok";
    EXPECT_EQ(Send(Post("")).error->kind, ErrorKind::kLimit) << piece;
  }
}

TEST_F(HttpClientOnAScript, LimitsWhatABodyIsOnceDecompressed) {
  const std::string zeros = Compress(std::string(5'000'000, '0'), Format::kGzip);
  script_->input = kOk + "content-encoding: gzip\r\n\r\n" + zeros;
  const Answer answer = Send(Post(""), {.max_body_bytes = 1'000'000});
  EXPECT_EQ(answer.error->kind, ErrorKind::kLimit);
}

TEST_F(HttpClientOnAScript, NamesMethodAndUrlOfEveryFailure) {
  for (const std::string bytes :
       {"", "SSH-2.0\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf",
        "HTTP/1.1 302 Found\r\nlocation: /login\r\n\r\n"}) {
    script_->input = bytes;
    HttpRequest request = Post("{}");
    request.url = *ParseUrl("http://mock/v1?key=hunter2hunter2");
    const Answer answer = Send(std::move(request));
    EXPECT_TRUE(answer.error->message.starts_with("POST http://mock/v1: "))
        << answer.error->message;
    EXPECT_EQ(answer.error->message.find("hunter2"), std::string::npos);
  }
}

TEST_F(HttpClientOnAScript, FollowsNoCircleOfRedirects) {
  script_->input = "HTTP/1.1 307 Moved\r\nlocation: /a\r\ncontent-length: 0\r\n\r\n";
  const Answer answer = Send(Post("{}"));
  EXPECT_EQ(network_.connections, 6);
  EXPECT_NE(answer.error->message.find("redirected more than 5 times, last to POST http://mock/a"),
            std::string::npos)
      << answer.error->message;
  EXPECT_EQ(answer.phases.status, 307);
}

TEST_F(HttpClientOnAScript, HandsOutARedirectWhereNoneIsToBeFollowed) {
  script_->input = "HTTP/1.1 307 Moved\r\nlocation: /a\r\ncontent-length: 0\r\n\r\n";
  EXPECT_EQ(Send(Post("{}"), {.max_redirects = 0}).status, 307);
}

TEST_F(HttpClientOnAScript, LimitsTheBody) {
  for (const char* framing :
       {"content-length: 2000\r\n\r\n", "\r\n", "transfer-encoding: chunked\r\n\r\n7d0\r\n"}) {
    script_->input = std::string("HTTP/1.1 200 OK\r\n") + framing + std::string(2000, 'x');
    script_->fragment = 700;
    const Answer answer = Send(Post(""), {.max_body_bytes = 1000});
    EXPECT_EQ(answer.error->kind, ErrorKind::kLimit) << framing;
  }
}

}  // namespace
}  // namespace lab::net
