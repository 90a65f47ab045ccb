#include "framework/llm/providers/call_table.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lab {
namespace {

struct Calls {
  CallTable table;
  std::vector<ToolCall> calls;

  /// The place it went to; -1 for none.
  int Add(CallFragment fragment) {
    const std::optional<std::size_t> place = table.PlaceOf(fragment, calls);
    if (!place) return -1;
    calls[*place].arguments += fragment.arguments;
    return static_cast<int>(*place);
  }
};

TEST(CallTable, TheIdDecidesBeforeTheIndex) {
  Calls calls;
  EXPECT_EQ(calls.Add({.id = "a", .index = 0, .name = "f"}), 0);
  EXPECT_EQ(calls.Add({.id = "b", .index = 0, .name = "f"}), 1) << "all numbered 0";
  EXPECT_EQ(calls.Add({.id = "a", .index = 1, .arguments = "{"}), 0) << "numbered anew";
  EXPECT_EQ(calls.Add({.index = 0, .arguments = "{"}), 1) << "the last with this index";
}

TEST(CallTable, TheIndexDecidesBeforeTheOrder) {
  Calls calls;
  EXPECT_EQ(calls.Add({.index = 3, .name = "f", .order = 0, .of = 2}), 0);
  EXPECT_EQ(calls.Add({.index = 5, .name = "g", .order = 1, .of = 2}), 1);
  EXPECT_EQ(calls.Add({.index = 5, .arguments = "{", .order = 0, .of = 2}), 1);
  EXPECT_EQ(calls.Add({.index = 3, .arguments = "{", .order = 1, .of = 2}), 0);
}

TEST(CallTable, TheOrderDecidesWhereThereIsNothingElse) {
  Calls calls;
  EXPECT_EQ(calls.Add({.name = "f", .order = 0, .of = 2}), 0);
  EXPECT_EQ(calls.Add({.name = "g", .order = 1, .of = 2}), 1);
  EXPECT_EQ(calls.Add({.arguments = "{", .order = 0, .of = 2}), 0);
  EXPECT_EQ(calls.Add({.arguments = "{", .order = 1, .of = 2}), 1);
  EXPECT_EQ(calls.Add({.arguments = "}"}), 1) << "alone: the last goes on";
}

TEST(CallTable, TwoWholeCallsAreTwo) {
  for (const CallFragment& fragment :
       {CallFragment{.index = 0}, CallFragment{}, CallFragment{.id = "same", .index = 0}}) {
    Calls calls;
    CallFragment first = fragment;
    first.name = "f";
    first.arguments = R"({"a":1})";
    CallFragment second = first;
    second.arguments = R"({"a":2})";
    EXPECT_EQ(calls.Add(first), 0);
    EXPECT_EQ(calls.Add(second), 1) << "of one name";
    second.name = "g";
    EXPECT_EQ(calls.Add(second), 2) << "of another name";
  }
}

TEST(CallTable, AnotherNameBehindArgumentsOrUnderAnotherIdIsAnotherCall) {
  Calls calls;
  EXPECT_EQ(calls.Add({.index = 0, .name = "f", .arguments = "{"}), 0);
  EXPECT_EQ(calls.Add({.index = 0, .name = "g"}), 1);
  EXPECT_EQ(calls.Add({.id = "a", .index = 0, .name = "h"}), 2);
  EXPECT_EQ(calls.Add({.id = "b", .index = 0, .name = "i"}), 3);
  EXPECT_EQ(calls.Add({.name = "j"}), 4) << "nothing says that it goes on";
}

TEST(CallTable, ANameMayComeInPieces) {
  for (const CallFragment& own :
       {CallFragment{.index = 0}, CallFragment{.id = "a"}, CallFragment{.id = "a", .index = 0}}) {
    Calls calls;
    CallFragment fragment = own;
    for (const std::string_view name : {"get", "_wea", "", "ther", "get_weather"}) {
      fragment.name = name;
      EXPECT_EQ(calls.Add(fragment), 0) << name;
    }
    EXPECT_EQ(calls.calls[0].name, "get_weather");
    fragment.arguments = "{";
    EXPECT_EQ(calls.Add(fragment), 0);
    EXPECT_EQ(calls.calls[0].name, "get_weather") << "repeated";
  }
}

TEST(CallTable, AnUnknownIdWithoutANameBeginsNoCall) {
  Calls calls;
  EXPECT_EQ(calls.Add({.id = "a", .index = 0, .name = "f"}), 0);
  EXPECT_EQ(calls.Add({.id = "b", .index = 0, .arguments = "{"}), 0);
  EXPECT_EQ(calls.Add({.id = "c", .arguments = "}"}), 0);
  EXPECT_EQ(calls.calls[0].id, "a");
  EXPECT_EQ(calls.Add({.id = "d", .index = 1, .arguments = "{}"}), 1) << "an index of its own";
}

TEST(CallTable, ANameInEveryFragmentIsStillOneCall) {
  Calls calls;
  for (const std::string_view piece : {"", R"({"a")", ":", "1}", ""}) {
    EXPECT_EQ(calls.Add({.index = 0, .name = "f", .arguments = piece}), 0) << piece;
  }
  EXPECT_EQ(calls.calls[0].arguments, R"({"a":1})");
}

TEST(CallTable, AnIdThatComesLateIsTheCalls) {
  Calls calls;
  EXPECT_EQ(calls.Add({.index = 0, .name = "f"}), 0);
  EXPECT_EQ(calls.Add({.id = "a", .index = 0, .arguments = "{}"}), 0);
  EXPECT_EQ(calls.calls[0].id, "a");
}

TEST(CallTable, AWholeCallSentOnceMoreIsOne) {
  Calls calls;
  EXPECT_EQ(calls.Add({.id = "a", .index = 0, .name = "f", .arguments = "{"}), 0);
  EXPECT_EQ(calls.Add({.index = 0, .arguments = "}"}), 0);
  EXPECT_EQ(calls.Add({.id = "a", .index = 0, .name = "f", .arguments = "{}"}), -1);
  EXPECT_EQ(calls.calls.size(), 1u);
}

TEST(CallTable, AFragmentThatSaysNothingIsNoCall) {
  Calls calls;
  EXPECT_EQ(calls.Add({}), -1);
  EXPECT_EQ(calls.Add({.index = 0}), -1);
  EXPECT_EQ(calls.Add({.index = 0, .arguments = "{}"}), 0) << "its name may never come";
}

TEST(IsWholeObject, GoesFromTheFirstBraceToTheLast) {
  for (const std::string_view whole :
       {"{}", R"({"a":{"b":[1,{}]}})", R"({"a":"}"})", R"({"a":"\"}"})", "{} \n"}) {
    EXPECT_TRUE(IsWholeObject(whole)) << whole;
  }
  for (const std::string_view part : {"", "{", R"({"a":1)", R"({"a":"})", R"({"a":"\)", "1", "[]",
                                      "{}{}", "{}}", " {}", "null"}) {
    EXPECT_FALSE(IsWholeObject(part)) << part;
  }
}

}  // namespace
}  // namespace lab
