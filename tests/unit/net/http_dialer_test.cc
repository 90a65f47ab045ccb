#include "framework/net/http_dialer.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "tests/unit/net/http_script.h"

namespace lab::net {
namespace {

using HttpDialerTest = HttpClientOnAScript;

TEST_F(HttpDialerTest, AsksAProxyForATunnel) {
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

TEST_F(HttpDialerTest, NamesTheProxyThatRefusesATunnel) {
  script_->input = "HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 9\r\n\r\n";
  HttpOptions options;
  options.proxy.https_proxy = "proxy.local:3128";
  HttpRequest request = Post("{}");
  request.url = *ParseUrl("https://api.example.com/v1");
  const Answer answer = Send(request, options);
  EXPECT_EQ(answer.error->kind, ErrorKind::kConnect);
  EXPECT_EQ(answer.error->message,
            "POST https://api.example.com/v1: proxy: proxy.local:3128 answered 407 to CONNECT "
            "api.example.com:443");
}

TEST_F(HttpDialerTest, SendsAWholeUrlToAProxyForPlainHttp) {
  script_->input = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
  HttpOptions options;
  options.proxy.http_proxy = "http://proxy.local:3128/";
  EXPECT_EQ(Send(Post("{}"), options).body, "ok");
  EXPECT_EQ(network_.last.host, "proxy.local");
  EXPECT_TRUE(script_->output.starts_with("POST http://mock/v1/messages HTTP/1.1\r\nhost: mock"));
}

}  // namespace
}  // namespace lab::net
