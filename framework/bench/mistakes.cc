#include "framework/bench/mistakes.h"

#include <fmt/format.h>

#include <map>
#include <set>
#include <utility>

#include "framework/measure/groups.h"

namespace lab {
namespace {

std::string GroupName(const CaseDefinition& definition) {
  return definition.suite() + "/" + definition.group();
}

class Finder {
 public:
  explicit Finder(const std::deque<CaseDefinition>& definitions) : definitions_(definitions) {
    for (const CaseDefinition& definition : definitions)
      groups_[GroupName(definition)].push_back(&definition);
  }

  std::vector<std::string> Find() {
    for (const CaseDefinition& definition : definitions_) {
      found_.insert(found_.end(), definition.mistakes().begin(), definition.mistakes().end());
      CheckFolder(definition);
      CheckName(definition);
      CheckArguments(definition);
    }
    for (const auto& [name, group] : groups_) CheckGroup(name, group);
    return std::move(found_);
  }

 private:
  using Group = std::vector<const CaseDefinition*>;

  void Tell(const CaseDefinition& definition, const std::string& what) {
    found_.push_back(definition.Located(what));
  }

  void CheckFolder(const CaseDefinition& definition) {
    const std::string folder = definition.place().suites_folder();
    if (folder.empty() || folder == definition.suite()) return;
    Tell(definition, fmt::format("its file is in suites/{}, and its macro says suite '{}'; name "
                                 "the suite '{}', or move the file to suites/{}",
                                 folder, definition.suite(), folder, definition.suite()));
  }

  void CheckName(const CaseDefinition& definition) {
    for (const CaseDefinition* other : groups_[GroupName(definition)]) {
      if (other == &definition) return;
      if (other->name() != definition.name()) continue;
      Tell(definition, fmt::format("a second case of this name; the first is at {}; a fixture of "
                                   "another file needs another name, too",
                                   other->place().text()));
      return;
    }
  }

  void CheckArguments(const CaseDefinition& definition) {
    std::set<std::vector<std::int64_t>> known;
    for (const std::vector<std::int64_t>& args : definition.arg_lists()) {
      if (!known.insert(args).second)
        Tell(definition, fmt::format("the arguments {} twice; each list of arguments is a case, "
                                     "and no two have one name",
                                     fmt::join(args, ", ")));
      if (args.size() != definition.arg_lists()[0].size())
        Tell(definition, fmt::format("{} arguments here and {} there; give each list as many",
                                     definition.arg_lists()[0].size(), args.size()));
      if (!definition.arg_names().empty() && args.size() != definition.arg_names().size())
        Tell(definition, fmt::format("{} names for {} arguments; name each",
                                     definition.arg_names().size(), args.size()));
    }
    if (definition.arg_lists().empty() && !definition.arg_names().empty())
      Tell(definition, "a name for an argument, and no argument; add ->Arg(VALUE)");
  }

  void CheckGroup(const std::string& name, const Group& group) {
    const CaseDefinition* first = nullptr;
    for (const CaseDefinition* definition : group) {
      if (!definition->baseline()) continue;
      if (first == nullptr) {
        first = definition;
        continue;
      }
      Tell(*definition, fmt::format("a second baseline of {}; the first is {} at {}; make one of "
                                    "the two a LAB_BENCHMARK_F",
                                    name, first->name(), first->place().text()));
    }
    if (first == nullptr) {
      Tell(*group[0], fmt::format("{} has no baseline to be compared with; make one of its cases a "
                                  "LAB_BASELINE_F",
                                  name));
      return;
    }
    CheckFit(group);
  }

  // One baseline may have arguments, and then stands for some of the cases only.
  void CheckFit(const Group& group) {
    measure::Run run;
    std::vector<const CaseDefinition*> owners;
    for (const CaseDefinition* definition : group) {
      for (const CaseInstance& instance : InstancesOf(*definition)) {
        run.cases.push_back(instance.NewRecord());
        owners.push_back(definition);
      }
    }
    std::set<const CaseDefinition*> told;
    for (std::size_t i = 0; i < owners.size(); ++i) {
      if (owners[i]->baseline() || measure::BaselineOf(run, run.cases[i]) != nullptr) continue;
      if (!told.insert(owners[i]).second) continue;
      Tell(*owners[i], fmt::format("no baseline fits {}: give it the arguments of one, by their "
                                   "names",
                                   run.cases[i].short_name()));
    }
  }

  const std::deque<CaseDefinition>& definitions_;
  std::map<std::string, Group> groups_;
  std::vector<std::string> found_;
};

}  // namespace

std::vector<std::string> MistakesIn(const std::deque<CaseDefinition>& definitions) {
  return Finder(definitions).Find();
}

}  // namespace lab
