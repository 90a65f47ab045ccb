#include "framework/measure/json_fields.h"

#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

namespace lab::measure {
namespace {

using Json = nlohmann::ordered_json;

std::string FaultOf(const std::string& text, const std::function<void(const JsonFields&)>& read) {
  const Json json = Json::parse(text);
  try {
    const JsonFields fields(json);
    read(fields);
  } catch (const JsonFault& fault) {
    return fault.message;
  }
  return "none";
}

TEST(JsonFields, ReadEachTypeAsItStands) {
  const Json json = Json::parse(
      R"({"flag":true,"int":-5,"big":18446744073709551615,"number":0.5,"text":"x","list":[7]})");
  const JsonFields fields(json);
  EXPECT_TRUE(fields.Flag("flag"));
  EXPECT_EQ(fields.Integer("int"), -5);
  EXPECT_EQ(fields.Unsigned("big"), 18446744073709551615U);
  EXPECT_EQ(fields.Number("number"), 0.5);
  EXPECT_EQ(fields.Number("int"), -5.0);
  EXPECT_EQ(fields.Text("text"), "x");
  EXPECT_EQ(fields.IntegerAt("list", 0, 0, 9), 7);
  EXPECT_TRUE(fields.Has("text"));
  EXPECT_FALSE(fields.Has("other"));
}

TEST(JsonFields, NameAMissingFieldWithItsPath) {
  EXPECT_EQ(FaultOf("{}", [](const JsonFields& f) { f.Text("name"); }), "name is missing");
  const auto deep = [](const JsonFields& f) {
    const JsonFields element = f.Element("cases", 1);
    const JsonFields usage = element.Object("usage");
    usage.Integer("read");
  };
  EXPECT_EQ(FaultOf(R"({"cases":[{},{"usage":{}}]})", deep), "cases[1].usage.read is missing");
}

TEST(JsonFields, NameAWrongTypeWithWhatWasFound) {
  const auto read_integer = [](const JsonFields& f) { f.Integer("n"); };
  EXPECT_EQ(FaultOf(R"({"n":"7"})", read_integer), "n is \"7\" when it should be an integer");
  EXPECT_EQ(FaultOf(R"({"n":1.5})", read_integer), "n is 1.5 when it should be an integer");
  EXPECT_EQ(FaultOf(R"({"n":null})", read_integer), "n is null when it should be an integer");
  EXPECT_EQ(FaultOf(R"({"n":[1]})", read_integer), "n is an array when it should be an integer");
  EXPECT_EQ(FaultOf(R"({"n":9223372036854775808})", read_integer),
            "n is 9223372036854775808 when it should be an integer");
  EXPECT_EQ(FaultOf(R"({"n":1})", [](const JsonFields& f) { f.Flag("n"); }),
            "n is 1 when it should be true or false");
  EXPECT_EQ(FaultOf(R"({"n":1})", [](const JsonFields& f) { f.Text("n"); }),
            "n is 1 when it should be a string");
  EXPECT_EQ(FaultOf(R"({"n":"x"})", [](const JsonFields& f) { f.Number("n"); }),
            "n is \"x\" when it should be a number");
  EXPECT_EQ(FaultOf(R"({"n":{}})", [](const JsonFields& f) { f.Array("n"); }),
            "n is an object when it should be an array");
  EXPECT_EQ(FaultOf(R"({"n":-1})", [](const JsonFields& f) { f.Unsigned("n"); }),
            "n is -1 when it should be a whole number from 0 up");
  EXPECT_EQ(FaultOf(R"({"n":[]})", [](const JsonFields& f) { f.Object("n"); }),
            "n is an array when it should be an object");
}

TEST(JsonFields, RefuseAnIntegerOutOfItsRange) {
  EXPECT_EQ(FaultOf(R"({"n":4})", [](const JsonFields& f) { f.Integer("n", 0, 3); }),
            "n is 4 when it should be an integer from 0 to 3");
  EXPECT_EQ(FaultOf(R"({"n":-1})", [](const JsonFields& f) { f.Integer("n", 0); }),
            "n is -1 when it should be an integer from 0 up");
  EXPECT_EQ(FaultOf(R"({"n":[0,9]})", [](const JsonFields& f) { f.IntegerAt("n", 1, 0, 3); }),
            "n[1] is 9 when it should be an integer from 0 to 3");
}

TEST(JsonFields, RefuseAWholeThatIsNoObject) {
  EXPECT_EQ(FaultOf("[]", [](const JsonFields&) {}),
            "the whole is an array when it should be an object");
}

TEST(JsonFields, ShortenALongValueInTheMessage) {
  const std::string fault = FaultOf(R"({"n":")" + std::string(500, 'x') + R"("})",
                                    [](const JsonFields& f) { f.Integer("n"); });
  EXPECT_LT(fault.size(), 100U);
}

TEST(ShownJson, IsCutBetweenTwoCharacters) {
  const std::string text = "aaaa\xc3\xa9";  // the cut would fall into the last character
  EXPECT_EQ(ShownJson(text, 6), "\"aaaa...");
  EXPECT_EQ(ShownJson(text, 7), "\"aaaa\xc3\xa9...");
  EXPECT_EQ(ShownJson(text, 8), "\"aaaa\xc3\xa9\"");
  EXPECT_EQ(ShownJson("\xf0\x9f\x98\x80", 3), "\"...");
}

}  // namespace
}  // namespace lab::measure
