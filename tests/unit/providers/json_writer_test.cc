#include "framework/llm/providers/json_writer.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace lab {
namespace {

TEST(JsonWriter, PutsCommasWhereTheyBelong) {
  JsonWriter json;
  json.BeginObject().Key("a").Integer(-1).Key("b").BeginArray();
  json.Bool(true).Null().String("x").BeginObject().EndObject().BeginArray().EndArray().EndArray();
  json.Key("c").Raw(R"({"d":2})").Key("e").Number(0.5);
  EXPECT_EQ(json.EndObject().Take(), R"({"a":-1,"b":[true,null,"x",{},[]],"c":{"d":2},"e":0.5})");
}

TEST(JsonWriter, AStringThatEndsLikeABracketIsStillAValue) {
  JsonWriter json;
  EXPECT_EQ(json.BeginArray().String("[").String("{").String(":").EndArray().Take(),
            R"(["[","{",":"])");
}

TEST(JsonWriter, EscapesWhatJsonForbidsAndNothingElse) {
  JsonWriter json;
  json.String(std::string_view("\"\\\n\r\t\x01\x1f\x7f/ \xc3\xa4\0", 13));
  EXPECT_EQ(json.Take(), "\"\\\"\\\\\\n\\r\\t\\u0001\\u001f\x7f/ \xc3\xa4\\u0000\"");
}

// Words of eight bytes and blocks of 64 have edges; every byte goes over some of both.
TEST(JsonWriter, EveryByteAtEveryPlaceReadsBack) {
  for (int byte = 0; byte < 128; ++byte) {
    for (const std::size_t place : {0, 1, 7, 8, 9, 15, 16, 62, 63, 64, 65, 127, 128, 129, 139}) {
      std::string text(140, 'a');
      text[place] = static_cast<char>(byte);
      JsonWriter json;
      ASSERT_EQ(nlohmann::json::parse(json.String(text).Take()).get<std::string>(), text)
          << "byte " << byte << " at " << place;
    }
  }
}

TEST(JsonWriter, LongTextsOfAllLengthsReadBack) {
  std::string text;
  for (int i = 0; i < 300; ++i) {
    JsonWriter json(16);
    ASSERT_EQ(nlohmann::json::parse(json.String(text).Take()).get<std::string>(), text);
    text += i % 7 == 0 ? "\"" : i % 11 == 0 ? "\xe2\x82\xac" : "b";
  }
}

TEST(JsonWriter, NumbersReadBackAsTheSame) {
  for (const double value : {0.1, 1.0, 1e-7, 123456.789, -0.7}) {
    JsonWriter json;
    EXPECT_EQ(nlohmann::json::parse(json.Number(value).Take()).get<double>(), value);
  }
}

}  // namespace
}  // namespace lab
