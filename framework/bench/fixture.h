// What an experiment inherits: a client, content, a clock. A fixture is a scenario; its cases
// answer the same questions and are compared with its baseline.
//
//   class SupportDesk : public lab::Fixture {
//    protected:
//     SupportDesk() { Expect("output_tokens=120"); }       // of a simulated model
//     lab::Request Ask(const lab::Trial& trial) {
//       return {.system = corpus().Document("policy", lab::Tokens{20'000}),
//               .user = corpus().Question(trial.index())};
//     }
//   };
//
// One object runs one trial at a time. Trials that are to overlap have an object each; nothing is
// shared between them but the world.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "framework/base/time.h"
#include "framework/bench/corpus.h"
#include "framework/bench/recording_client.h"
#include "framework/bench/trial.h"
#include "framework/bench/world.h"
#include "framework/llm/client.h"
#include "framework/runtime/combine.h"
#include "framework/runtime/loop.h"

namespace lab {

class Fixture {
 public:
  virtual ~Fixture() = default;

  /// Before the first trial; its requests are not counted. Warm up here what real users find warm.
  virtual Task<void> SetUp() { return Nothing(); }
  /// The body of a case: LAB_BENCHMARK_F and LAB_BASELINE_F define it.
  virtual Task<void> Run(Trial& trial) = 0;

  /// For the runner only: before SetUp. The world must outlive the fixture. An error says why the
  /// target cannot run this case.
  Result<void> Enter(World& world, std::string_view model);
  /// For the runner only: where the calls of what comes next are recorded.
  void RecordInto(std::shared_ptr<CallSink> sink) { defaults_.sink = std::move(sink); }
  /// For the runner only: why the target has no client for a model that was asked for; the case
  /// cannot be measured there.
  const std::optional<Error>& missing() const { return missing_; }
  /// What client() talks to.
  std::string_view model() const { return client_->model(); }

 protected:
  /// Talks to the model of the run, or to the one that the case names (->Model()).
  /// Throws in a constructor, before the case has a world: use SetUp().
  Client& client();
  /// Another model's; made when first asked for. Where the target has none, every reply is a
  /// failure that says so, and so is the trial; name it by ->Needs(model) to have the case skipped
  /// on such a target.
  Client& client(std::string_view model);
  Corpus& corpus() { return corpus_; }
  /// What a simulated model is told of every answer that no call says otherwise of:
  /// "name=value;..." (docs/add-an-experiment.md). A real one is told nothing.
  void Expect(std::string hints) { defaults_.hints = std::move(hints); }
  /// Run what outlives a statement in a TaskScope of your own, which ends before the fixture does;
  /// what is spawned on the loop itself would end after it.
  Loop& loop() { return world().loop(); }

  /// The user reads, or thinks; not negative.
  Task<void> Pause(Duration duration);
  /// All at once; the replies in the order of the requests.
  Task<std::vector<Reply>> SendAll(std::vector<Request> requests);
  Task<std::vector<Reply>> SendAll(std::vector<Outgoing> requests);

 private:
  static Task<void> Nothing() { co_return; }
  World& world();

  World* world_ = nullptr;
  CallDefaults defaults_;
  std::unique_ptr<Client> client_;
  std::optional<Error> missing_;
  std::map<std::string, std::unique_ptr<Client>, std::less<>> others_;
  Corpus corpus_;
};

}  // namespace lab
