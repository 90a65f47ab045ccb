#include "framework/llm/providers/stream_fold.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "framework/llm/providers/openai_chat.h"
#include "tests/unit/providers/folding.h"
#include "tests/unit/providers/openai_chunks.h"

namespace lab {
namespace {

struct Folding {
  Reply reply;
  StreamFold fold{OpenAiDialect(), reply};
  std::vector<std::string> deltas;

  bool Feed(std::string_view bytes, std::size_t enough = 1000) {
    return fold.Feed(bytes, [&](const Content& content) {
      deltas.emplace_back(content.delta);
      return deltas.size() < enough;
    });
  }
};

TEST(StreamFold, HandsOutEachEventWithContent) {
  Folding folding;
  EXPECT_TRUE(folding.Feed(": c\n\n" + TextChunk("") + TextChunk("a") + TextChunk("b")));
  EXPECT_EQ(folding.deltas, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(folding.reply.events, 3);
  EXPECT_EQ(folding.reply.comments, 1);
  EXPECT_EQ(folding.reply.first_token_event, 1);
}

TEST(StreamFold, IgnoresEverythingOnceTheCallerHasEnough) {
  Folding folding;
  EXPECT_FALSE(folding.Feed(TextChunk("a") + TextChunk("b") + TextChunk("c"), 2));
  EXPECT_FALSE(folding.Feed(TextChunk("d")));
  EXPECT_EQ(folding.reply.text, "ab");
  EXPECT_EQ(folding.reply.events, 2);
}

TEST(StreamFold, FinishFoldsAPendingEventAndJudgesTheEnd) {
  Folding folding;
  folding.Feed(TextChunk("a") + "data: [DONE]");
  EXPECT_FALSE(folding.reply.terminated);
  folding.fold.Finish();
  EXPECT_TRUE(folding.reply.terminated);
  Folding cut;
  cut.Feed(TextChunk("a"));
  cut.fold.Finish();
  EXPECT_EQ(cut.reply.error->kind, ErrorKind::kTruncated);
}

TEST(StreamFold, AbandonKeepsTheReasonAndRepairsTheRest) {
  Folding folding;
  folding.Feed(Data(R"({"choices":[{"delta":{"tool_calls":[{"id":"a"}]}}]})"));
  folding.reply.error = Error{ErrorKind::kClosed, "gone"};
  folding.fold.Abandon();
  EXPECT_EQ(folding.reply.error->message, "gone");
  EXPECT_EQ(folding.reply.tool_calls[0].arguments, "{}");
}

TEST(StreamFold, AWholeAnswerIsReadAsOneWhateverWasAskedFor) {
  const std::string body = R"({"choices":[{"message":{"content":"hi"},"finish_reason":"stop"}],)"
                           R"("usage":{"prompt_tokens":3,"completion_tokens":1}})";
  for (const std::string& sent : {body, "\n \n" + body, "\xEF\xBB\xBF" + body}) {
    Folding folding;
    for (const char c : sent) folding.Feed(std::string_view(&c, 1));
    EXPECT_TRUE(folding.fold.whole());
    folding.fold.Finish();
    EXPECT_EQ(ErrorText(folding.reply), "");
    EXPECT_EQ(folding.reply.text, "hi");
    EXPECT_TRUE(folding.reply.usage_reported);
    EXPECT_EQ(folding.reply.events, 0);
  }
  Folding refused;
  refused.Feed(R"({"error":{"message":"the words"}})");
  refused.fold.Finish();
  EXPECT_EQ(ErrorText(refused.reply),
            "provider: the service sent an error with status 200: the words");
}

TEST(StreamFold, ABodyThatIsNeitherIsQuoted) {
  for (const std::string page : {"<html>Are you human?</html>", "upstream timed out"}) {
    Folding folding;
    folding.Feed(page.substr(0, 5));
    folding.Feed(page.substr(5));
    EXPECT_EQ(folding.fold.foreign(), page);
    folding.fold.Finish();
    EXPECT_EQ(ErrorText(folding.reply),
              "protocol: the body is neither an event stream nor JSON; it begins: " + page);
  }
}

TEST(StreamFold, QuotesABodyTheSameWhateverCameInOneRead) {
  const std::string mark = "\xEF\xBB\xBF";
  for (const std::string& body : {mark + "a: nothing that is known", mark + " \n{\"broken\""}) {
    EXPECT_EQ(*InspectBody("openai", body, 1), *InspectBody("openai", body)) << body;
  }
}

TEST(StreamFold, TellsEventsByTheirFirstField) {
  for (const std::string body : {"data: {}", "data:x", "event: x", ": comment", "id: 1", "retry:1",
                                 "error: x", "\n\ndata: x",
                                 "\xEF\xBB\xBF"
                                 "data: x"}) {
    EXPECT_TRUE(LooksLikeEvents(body)) << body;
  }
  for (const std::string body : {"", "{}", "<html>", "database: x", "dat", " "}) {
    EXPECT_FALSE(LooksLikeEvents(body)) << body;
  }
}

TEST(StreamFold, ALineWithoutAnEndIsALimitError) {
  Folding folding;
  const std::string megabytes(16 * 1024 * 1024, 'x');
  folding.Feed("data: ");
  for (int i = 0; i < 5; ++i) folding.Feed(megabytes);
  ASSERT_TRUE(folding.reply.error);
  EXPECT_EQ(folding.reply.error->kind, ErrorKind::kLimit);
}

}  // namespace
}  // namespace lab
