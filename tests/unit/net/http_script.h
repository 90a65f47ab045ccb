// A client whose server is a script.
//
//   class MyTest : public HttpClientOnAScript {};
//   script_->input = "HTTP/1.1 200 OK\r\n\r\n";
//   EXPECT_EQ(Send(Post("{}")).status, 200);
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <utility>

#include "framework/net/http_client.h"
#include "framework/runtime/virtual_loop.h"
#include "tests/unit/net/http_answer.h"
#include "tests/unit/net/script_stream.h"

namespace lab::net {

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

}  // namespace lab::net
