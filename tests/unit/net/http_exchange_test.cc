#include "framework/net/http_exchange.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "framework/runtime/combine.h"
#include "tests/unit/net/http_script.h"

namespace lab::net {
namespace {

using namespace std::chrono_literals;
using HttpExchangeTest = HttpClientOnAScript;

TEST_F(HttpExchangeTest, SendsTheBodyAfterTheWordToGoOn) {
  script_->input = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
  script_->fragment = 25;
  HttpRequest request = Post("{\"a\":1}");
  request.expect_continue = true;
  EXPECT_EQ(Send(request).body, "ok");
  EXPECT_EQ(script_->writes, 2);
  EXPECT_NE(script_->output.find("expect: 100-continue\r\n\r\n{\"a\":1}"), std::string::npos);
}

TEST_F(HttpExchangeTest, KeepsTheBodyWhenTheAnswerComesFirst) {
  script_->input = "HTTP/1.1 401 Unauthorized\r\ncontent-length: 2\r\n\r\nno";
  HttpRequest request = Post("{\"a\":1}");
  request.expect_continue = true;
  EXPECT_EQ(Send(request).status, 401);
  EXPECT_EQ(script_->output.find("{\"a\":1}"), std::string::npos);
  EXPECT_TRUE(script_->destroyed);
}

TEST_F(HttpExchangeTest, SendsTheBodyAfterASecondOfSilence) {
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

}  // namespace
}  // namespace lab::net
