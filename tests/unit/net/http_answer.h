// One request, and what came back of it.
//
//   Answer answer;
//   loop.Run(Ask(&http, Post("{}"), &answer));
//   EXPECT_EQ(answer.status, 200);
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "framework/net/http_client.h"

namespace lab::net {

struct Answer {
  int status = 0;  ///< 0 when no response came
  std::string body;
  std::optional<Error> error;
  HttpPhases phases;
};

inline HttpRequest Post(std::string body) {
  HttpRequest request{.method = "POST", .url = *ParseUrl("http://mock/v1/messages")};
  request.headers.push_back({"content-type", "application/json"});
  request.body = std::move(body);
  return request;
}

/// Reads the body to its end. The client and the answer must outlive it.
inline Task<void> Ask(HttpClient* http, HttpRequest request, Answer* answer) {
  Result<HttpResponse> response = co_await http->Send(std::move(request), &answer->phases);
  if (!response) {
    answer->error = response.error();
    co_return;
  }
  answer->status = response->head.status;
  Result<std::string> body = co_await response->body.ReadAll(1'000'000);
  if (!body) answer->error = body.error();
  if (body) answer->body = *body;
}

}  // namespace lab::net
