#include "framework/tasks/faq_parser.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <utility>

#include "framework/base/words.h"
#include "framework/base/yaml_file.h"

namespace lab {
namespace {

void AllowOnly(const YAML::Node& map, const std::string& name,
               const std::vector<std::string>& known) {
  if (!map.IsMap()) RefuseYaml(map, name + " should be a mapping of keys to values");
  AllowOnlyKeys(map, name + ": ", known);
}

std::string TextOf(const YAML::Node& map, const std::string& name, const char* key) {
  const YAML::Node value = map[key];
  if (!value.IsDefined() || !value.IsScalar() || value.Scalar().empty())
    RefuseYaml(map, fmt::format("{}: '{}' is absent or no text; it should be a text", name, key));
  return value.Scalar();
}

std::vector<YAML::Node> ListOf(const YAML::Node& map, const std::string& name, const char* key) {
  const YAML::Node list = map[key];
  if (!list.IsDefined() || !list.IsSequence())
    RefuseYaml(map, fmt::format("{}: '{}' is absent or no list; it should be a list", name, key));
  return {list.begin(), list.end()};
}

/// Puts one file together.
class Reader {
 public:
  FaqData Read(const YAML::Node& root) {
    AllowOnly(root, "the file", {"company", "intents"});
    data_.company = TextOf(root, "the file", "company");
    for (const YAML::Node& intent : ListOf(root, "the file", "intents")) {
      AddIntent(intent);
      ++data_.intents;
    }
    if (data_.intents == 0) RefuseYaml(root, "'intents' is empty when it should hold at least one");
    return std::move(data_);
  }

 private:
  void AddIntent(const YAML::Node& node) {
    AllowOnly(node, "an intent",
              {"id", "question", "answer", "fact", "rewordings", "paraphrases", "near_misses"});
    const std::string id = TextOf(node, "an intent", "id");
    AddAnswer(node, id);
    AddQuestion(node, TextOf(node, id, "question"), FaqWording::kCanonical);
    AddWordings(node, id, "rewordings", FaqWording::kRewording);
    AddWordings(node, id, "paraphrases", FaqWording::kParaphrase);
    int number = 0;
    for (const YAML::Node& near : ListOf(node, id, "near_misses")) {
      const std::string name = fmt::format("{}/near {}", id, ++number);
      AllowOnly(near, name, {"question", "answer", "fact"});
      AddAnswer(near, name);
      AddQuestion(near, TextOf(near, name, "question"), FaqWording::kNearMiss);
    }
  }

  void AddWordings(const YAML::Node& node, const std::string& id, const char* key,
                   FaqWording wording) {
    for (const YAML::Node& text : ListOf(node, id, key)) {
      if (!text.IsScalar()) RefuseYaml(text, fmt::format("{}: '{}' should hold texts", id, key));
      AddQuestion(text, text.Scalar(), wording);
    }
  }

  void AddQuestion(const YAML::Node& where, std::string text, FaqWording wording) {
    const bool twice =
        std::any_of(data_.questions.begin(), data_.questions.end(),
                    [&text](const FaqQuestion& other) { return other.text == text; });
    if (twice)
      RefuseYaml(where,
                 fmt::format("the question '{}' is there twice; word one differently", text));
    data_.questions.push_back({.text = std::move(text),
                               .wording = wording,
                               .intent = data_.intents,
                               .answer = data_.answers.size() - 1});
  }

  void AddAnswer(const YAML::Node& node, const std::string& id) {
    FaqAnswer answer{id, TextOf(node, id, "answer"), TextOf(node, id, "fact")};
    RequireHeaderText(node, answer);
    if (!Says(answer.fact, answer.text))
      RefuseYaml(node, fmt::format("{}: the fact does not say the answer '{}'; use its very words",
                                   id, answer.text));
    for (const FaqAnswer& other : data_.answers) {
      if (Says(other.fact, answer.text) || Says(answer.fact, other.text))
        RefuseYaml(node,
                   fmt::format("{}: its answer or fact is also that of {}; a reply could not be "
                               "told from the other's",
                               id, other.id));
    }
    data_.answers.push_back(std::move(answer));
  }

  static bool Says(std::string_view fact, std::string_view answer) {
    return FindWords(WordsOf(fact), WordsOf(answer)).has_value();
  }

  // The mock is told both in a header of "name=value;..." (x-lab-hints).
  static void RequireHeaderText(const YAML::Node& node, const FaqAnswer& answer) {
    for (std::string_view text : {std::string_view(answer.id), std::string_view(answer.text)}) {
      const bool plain =
          std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
      if (!plain || text.find_first_of(";|") != std::string_view::npos)
        RefuseYaml(node, fmt::format("{}: '{}' should be plain ASCII without ';' and '|'",
                                     answer.id, text));
    }
  }

  FaqData data_;
};

}  // namespace

Result<FaqData> ParseFaq(std::string_view yaml, std::string_view file_name) {
  FaqData data;
  const auto reader = [&data](const YAML::Node& root) { data = Reader().Read(root); };
  if (const Result<void> read = ReadYaml(yaml, file_name, reader); !read) return read.error();
  return data;
}

}  // namespace lab
