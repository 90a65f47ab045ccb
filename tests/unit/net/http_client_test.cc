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
#include "tests/unit/net/http_answer.h"
#include "tests/unit/net/script_stream.h"

namespace lab::net {
namespace {

using namespace std::chrono_literals;

// ---- what comes over the wire, as tables of bytes

struct Row {
  const char* name;
  const char* bytes;
  int status;
  const char* body;
  std::optional<ErrorKind> error = std::nullopt;
  const char* method = "POST";
};

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
  const auto at = [&](std::size_t i) { return bytes[i].c_str(); };
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
      {"a bare LF behind a size", at(4), 200, "", ErrorKind::kProtocol},
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
      {"gzip", "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 1\r\n\r\nx", 0, "",
       ErrorKind::kProtocol},
  };
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
  for (const Row& row : Rows()) {
    const std::size_t size = std::string_view(row.bytes).size();
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
  for (const Row& row : Rows()) {
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

class HttpClientOnAScript : public testing::Test {
 protected:
  Answer Send(HttpRequest request, HttpOptions options = {}) {
    HttpClient http(loop_, network_, std::move(options));
    Answer answer;
    loop_.Run(Ask(&http, std::move(request), &answer));
    return answer;
  }

  VirtualLoop loop_;
  std::shared_ptr<Script> script_ = std::make_shared<Script>();
  ScriptNetwork network_{loop_, script_};
};

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

TEST_F(HttpClientOnAScript, LimitsTheBody) {
  for (const char* framing :
       {"content-length: 2000\r\n\r\n", "\r\n", "transfer-encoding: chunked\r\n\r\n7d0\r\n"}) {
    script_->input = std::string("HTTP/1.1 200 OK\r\n") + framing + std::string(2000, 'x');
    script_->fragment = 700;
    const Answer answer = Send(Post(""), {.max_body_bytes = 1000});
    EXPECT_EQ(answer.error->kind, ErrorKind::kLimit) << framing;
  }
}

TEST_F(HttpClientOnAScript, SendsTheBodyAfterTheWordToGoOn) {
  script_->input = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
  script_->fragment = 25;
  HttpRequest request = Post("{\"a\":1}");
  request.expect_continue = true;
  EXPECT_EQ(Send(request).body, "ok");
  EXPECT_EQ(script_->writes, 2);
  EXPECT_NE(script_->output.find("expect: 100-continue\r\n\r\n{\"a\":1}"), std::string::npos);
}

TEST_F(HttpClientOnAScript, KeepsTheBodyWhenTheAnswerComesFirst) {
  script_->input = "HTTP/1.1 401 Unauthorized\r\ncontent-length: 2\r\n\r\nno";
  HttpRequest request = Post("{\"a\":1}");
  request.expect_continue = true;
  EXPECT_EQ(Send(request).status, 401);
  EXPECT_EQ(script_->output.find("{\"a\":1}"), std::string::npos);
  EXPECT_TRUE(script_->destroyed);
}

TEST_F(HttpClientOnAScript, SendsTheBodyAfterASecondOfSilence) {
  script_->stay_open = true;
  HttpRequest request = Post("{\"a\":1}");
  request.expect_continue = true;
  HttpClient http(loop_, network_, {});
  Answer answer;
  const auto limited = [](Loop& loop, Task<void> task) -> Task<void> {
    TaskScope scope(loop);
    scope.Spawn(std::move(task));
    co_await loop.Sleep(2s);
  };
  loop_.Run(limited(loop_, Ask(&http, request, &answer)));
  EXPECT_NE(script_->output.find("\r\n\r\n{\"a\":1}"), std::string::npos);
}

TEST_F(HttpClientOnAScript, AsksAProxyForATunnel) {
  script_->input = "HTTP/1.1 200 Connection established\r\n\r\n";
  HttpOptions options;
  options.proxy.https_proxy = "http://user:p%40ss@proxy.local:3128";
  HttpRequest request = Post("{}");
  request.url = *ParseUrl("https://api.example.com/v1");
  Send(request, options);
  EXPECT_EQ(network_.last, (Endpoint{.host = "proxy.local", .port = 3128}));
  EXPECT_EQ(network_.encrypted.host, "api.example.com");
  EXPECT_TRUE(script_->output.starts_with(
      "CONNECT api.example.com:443 HTTP/1.1\r\nhost: api.example.com:443\r\n"
      "proxy-authorization: Basic dXNlcjpwQHNz\r\n\r\nPOST /v1 HTTP/1.1\r\nhost: "
      "api.example.com\r\n"))
      << script_->output;
}

TEST_F(HttpClientOnAScript, NamesTheProxyThatRefusesATunnel) {
  script_->input = "HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 9\r\n\r\n";
  HttpOptions options;
  options.proxy.https_proxy = "proxy.local:3128";
  HttpRequest request = Post("{}");
  request.url = *ParseUrl("https://api.example.com/v1");
  const Answer answer = Send(request, options);
  EXPECT_EQ(answer.error->kind, ErrorKind::kConnect);
  EXPECT_EQ(answer.error->message,
            "proxy: proxy.local:3128 answered 407 to CONNECT api.example.com:443");
}

TEST_F(HttpClientOnAScript, SendsAWholeUrlToAProxyForPlainHttp) {
  script_->input = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
  HttpOptions options;
  options.proxy.http_proxy = "http://proxy.local:3128/";
  EXPECT_EQ(Send(Post("{}"), options).body, "ok");
  EXPECT_EQ(network_.last.host, "proxy.local");
  EXPECT_TRUE(script_->output.starts_with("POST http://mock/v1/messages HTTP/1.1\r\nhost: mock"));
}

}  // namespace
}  // namespace lab::net
