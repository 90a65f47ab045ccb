#include "mocks/tool_arguments.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

namespace lab::mocks {
namespace {

using Json = nlohmann::json;

Json Made(std::string_view schema, std::uint64_t seed = 1, Fit fit = Fit::kGood) {
  return Json::parse(MakeArguments(schema, Rng(seed), fit));
}

constexpr std::string_view kAllTypes = R"({"type":"object","properties":{
  "city":{"type":"string"},"count":{"type":"integer","minimum":3,"maximum":5},
  "ratio":{"type":"number","minimum":0,"maximum":1},"sure":{"type":"boolean"},
  "unit":{"enum":["c","f"]},
  "tags":{"type":"array","items":{"type":"string"},"minItems":2,"maxItems":4},
  "where":{"type":"object","properties":{"lat":{"type":"number"}},"required":["lat"]},
  "maybe":{"type":["null","integer"]},"fixed":{"const":"x"},
  "either":{"anyOf":[{"type":"boolean"},{"type":"null"}]},"named":{"$ref":"#/$defs/Name"}},
  "required":["city","count","ratio","sure","unit","tags","where","maybe","fixed","either","named"],
  "$defs":{"Name":{"type":"object","properties":{"first":{"type":"string"}},
    "required":["first"]}}})";

TEST(ToolArguments, FitEveryTypeOfTheSchema) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Json made = Made(kAllTypes, seed);
    ASSERT_EQ(made.size(), 11u);
    EXPECT_TRUE(made["city"].is_string() && !made["city"].get<std::string>().empty());
    EXPECT_TRUE(made["count"].is_number_integer() && made["count"] >= 3 && made["count"] <= 5);
    EXPECT_TRUE(made["ratio"].is_number() && made["ratio"] >= 0 && made["ratio"] <= 1);
    EXPECT_TRUE(made["sure"].is_boolean());
    EXPECT_TRUE(made["unit"] == "c" || made["unit"] == "f");
    EXPECT_TRUE(made["tags"].is_array() && made["tags"].size() >= 2 && made["tags"].size() <= 4);
    for (const Json& tag : made["tags"]) EXPECT_TRUE(tag.is_string());
    EXPECT_TRUE(made["where"]["lat"].is_number());
    EXPECT_TRUE(made["maybe"].is_number_integer());
    EXPECT_EQ(made["fixed"], "x");
    EXPECT_TRUE(made["either"].is_boolean());
    EXPECT_TRUE(made["named"]["first"].is_string());
  }
}

TEST(ToolArguments, AreTheSameForTheSameDraw) {
  EXPECT_EQ(Made(kAllTypes, 5), Made(kAllTypes, 5));
  EXPECT_NE(Made(kAllTypes, 5), Made(kAllTypes, 6));
}

TEST(ToolArguments, LeaveOutAnOptionalPropertyHalfOfTheTime) {
  int there = 0;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    there += Made(R"({"type":"object","properties":{"a":{"type":"integer"}}})", seed).size() == 1;
  }
  EXPECT_NEAR(there, 500, 65);
}

TEST(ToolArguments, ReachBothEndsOfARange) {
  std::set<int> seen;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    seen.insert(Made(kAllTypes, seed)["count"].get<int>());
  }
  EXPECT_EQ(seen, (std::set<int>{3, 4, 5}));
}

TEST(ToolArguments, BreakTheSchemaWhenTheModelErrs) {
  constexpr std::string_view kSchema =
      R"({"type":"object","properties":{"city":{"type":"string"}},"required":["city"]})";
  int missing = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const Json made = Made(kSchema, seed, Fit::kBad);
    const bool absent = !made.contains("city");
    EXPECT_TRUE(absent || !made["city"].is_string());
    missing += absent ? 1 : 0;
  }
  EXPECT_GT(missing, 20);
  EXPECT_LT(missing, 80);
}

TEST(ToolArguments, AreAnEmptyObjectForASchemaThatSaysNothing) {
  for (const char* schema : {"", "not json", "[]", "{}", R"({"type":"object"})", "null"}) {
    EXPECT_EQ(MakeArguments(schema, Rng(1), Fit::kGood), "{}") << schema;
  }
}

TEST(ToolArguments, SurvivePropertiesThatLeadNowhere) {
  for (const std::string property :
       {R"({"$ref":"#"})", R"({"$ref":"#/properties/a"})", R"({"$ref":"#/no/where"})",
        R"({"$ref":"#/~x"})", R"({"$ref":7})", "true", R"({"enum":[]})",
        R"({"type":"integer","minimum":9,"maximum":1})",
        R"({"type":"integer","minimum":-1e300,"maximum":1e300})",
        R"({"type":"array","minItems":1e18})", R"({"type":"string","minLength":-5})"}) {
    const std::string schema =
        R"({"type":"object","required":["a"],"properties":{"a":)" + property + "}}";
    for (Fit fit : {Fit::kGood, Fit::kBad}) {
      EXPECT_TRUE(Json::parse(MakeArguments(schema, Rng(1), fit)).is_object()) << schema;
    }
  }
}

TEST(ToolArguments, SurviveSchemasThatAreNone) {
  for (const char* schema : {R"({"type":"object","properties":[1],"required":"a"})",
                             R"({"required":[7]})", R"({"type":7})"}) {
    for (Fit fit : {Fit::kGood, Fit::kBad}) {
      EXPECT_TRUE(Json::parse(MakeArguments(schema, Rng(1), fit)).is_object()) << schema;
    }
  }
}

TEST(ToolArguments, EndARecursiveSchema) {
  constexpr std::string_view kTree = R"({"type":"object","properties":{
      "child":{"$ref":"#/$defs/Node"}},"required":["child"],
      "$defs":{"Node":{"type":"object","properties":{"child":{"$ref":"#/$defs/Node"}},
      "required":["child"]}}})";
  EXPECT_TRUE(Made(kTree)["child"].is_object());
}

}  // namespace
}  // namespace lab::mocks
