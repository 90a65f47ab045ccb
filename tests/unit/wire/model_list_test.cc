#include "mocks/wire/model_list.h"

#include <gtest/gtest.h>

namespace lab::mocks {
namespace {

TEST(ModelList, HasEitherForm) {
  EXPECT_EQ(
      ModelList(OpenAiWire(), {"a", "b"}),
      R"({"object":"list","data":[{"id":"a","object":"model","created":1790000000,)"
      R"("owned_by":"lab"},{"id":"b","object":"model","created":1790000000,"owned_by":"lab"}]})");
  EXPECT_EQ(
      ModelList(AnthropicWire(), {"a"}),
      R"({"data":[{"type":"model","id":"a","display_name":"a",)"
      R"("created_at":"2026-10-21T00:00:00Z"}],"has_more":false,"first_id":"a","last_id":"a"})");
}

TEST(ModelList, AnEntryIsTheSameAlone) {
  EXPECT_EQ(ModelEntry(OpenAiWire(), "a\"b"),
            R"({"id":"a\"b","object":"model","created":1790000000,"owned_by":"lab"})");
  EXPECT_EQ(ModelEntry(AnthropicWire(), "a"),
            R"({"type":"model","id":"a","display_name":"a","created_at":"2026-10-21T00:00:00Z"})");
}

}  // namespace
}  // namespace lab::mocks
