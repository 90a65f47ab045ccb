// Tools that need each other's results, in a graph that the program knows. The model may be asked
// again after every tool (one call a turn), after every level of the graph, or once: it then plans
// all calls in one turn, and each runs as soon as its inputs are there (the idea of LLMCompiler,
// Kim et al., ICML 2024).

#include <algorithm>
#include <map>

#include "suites/parallelism/travel_desk.h"

namespace {

constexpr std::array<parallelism::DeskTool, 8> kGraph{{
    {"customer", "Who is to be visited.", 250},
    {"calendar", "When the traveller has time.", 300},
    {"office_location", "Where the customer's office is.", 200, {"customer"}},
    {"flights", "Flights to the office in that time.", 900, {"office_location", "calendar"}},
    {"hotels", "Hotels near the office in that time.", 700, {"office_location", "calendar"}},
    {"weather", "The weather there.", 400, {"office_location"}},
    {"restaurants", "Where to eat near the hotel.", 350, {"hotels"}},
    {"policy_check", "Whether the company pays for it.", 300, {"flights", "hotels"}},
}};

/// How many of the graph's tools, in its order, form a level: none needs another of its level.
constexpr std::array<std::size_t, 4> kLevels{2, 1, 3, 2};
constexpr std::array<std::size_t, kGraph.size()> kOneEach{1, 1, 1, 1, 1, 1, 1, 1};

const parallelism::DeskTool* FindTool(std::string_view name) {
  const auto tool = std::find_if(kGraph.begin(), kGraph.end(),
                                 [name](const auto& row) { return name == row.name; });
  return tool == kGraph.end() ? nullptr : &*tool;
}

class ToolGraph : public parallelism::TravelDesk {
 protected:
  double MedianOf(std::string_view name) const override {
    const parallelism::DeskTool* tool = FindTool(name);
    return tool != nullptr ? tool->median_ms : 500;
  }

  /// One turn for each of `levels`: so many calls in it, at once.
  lab::Task<void> LevelByLevel(lab::Trial& trial, std::span<const std::size_t> levels) {
    const lab::Step agent = trial.StepInto("agent");
    lab::Request request = Ask(trial, kGraph);
    request.parallel_tool_calls = levels.size() < kGraph.size();
    std::size_t done = 0;
    for (std::size_t size : levels) {
      lab::Call turn = agent.In(ExpectCalls(request, kGraph[done].name, size));
      done += size;
      const lab::Reply reply = co_await TakeTurn(trial, request, std::move(turn));
      if (IsLast(reply)) co_return;
      const std::vector<std::string> results = co_await RunAll(trial, agent, reply.tool_calls);
      lab::AppendToolTurn(request, reply, results);
    }
    co_await Answer(trial, agent, std::move(request));
  }

  /// The tools that one turn has called, and which of them are done.
  struct Plan {
    Plan(lab::Loop& loop, const std::vector<lab::ToolCall>& calls) {
      for (const lab::ToolCall& call : calls) done.try_emplace(call.name, loop);
    }
    std::map<std::string, lab::Event, std::less<>> done;
  };

  // What was not called is not waited for: a provider's model may leave it out.
  lab::Task<std::string> RunWhenReady(const lab::Trial& trial, const lab::Step& agent, Plan& plan,
                                      lab::ToolCall call) {
    const parallelism::DeskTool* tool = FindTool(call.name);
    for (std::size_t i = 0; tool != nullptr && i < tool->needs.size(); ++i) {
      const auto input = plan.done.find(tool->needs[i]);
      if (input != plan.done.end()) co_await input->second.Wait();
    }
    std::string result = co_await RunTool(trial, agent, call);
    plan.done.find(call.name)->second.Set();
    co_return result;
  }

  lab::Task<std::vector<std::string>> RunGraph(const lab::Trial& trial, const lab::Step& agent,
                                               const std::vector<lab::ToolCall>& calls) {
    Plan plan(loop(), calls);
    std::vector<lab::Task<std::string>> runs;
    for (const lab::ToolCall& call : calls) {
      runs.push_back(RunWhenReady(trial, agent, plan, call));
    }
    co_return co_await lab::All(loop(), std::move(runs));
  }
};

LAB_BASELINE_F(parallelism, ToolGraph, OneCallATurn) { co_await LevelByLevel(trial, kOneEach); }
LAB_OPTIONS_F(parallelism, ToolGraph, OneCallATurn)->Weight(2)->CompareBy(lab::kLatency);

LAB_BENCHMARK_F(parallelism, ToolGraph, LevelByLevel) { co_await LevelByLevel(trial, kLevels); }
LAB_OPTIONS_F(parallelism, ToolGraph, LevelByLevel)->Weight(2);

LAB_BENCHMARK_F(parallelism, ToolGraph, DependencyGraph) {
  const lab::Step agent = trial.StepInto("agent");
  lab::Request request = Ask(trial, kGraph);
  lab::Call turn = agent.In(ExpectCalls(request, kGraph[0].name, kGraph.size()));
  const lab::Reply reply = co_await TakeTurn(trial, request, std::move(turn));
  if (IsLast(reply)) co_return;
  const std::vector<std::string> results = co_await RunGraph(trial, agent, reply.tool_calls);
  lab::AppendToolTurn(request, reply, results);
  co_await Answer(trial, agent, std::move(request));
}
LAB_OPTIONS_F(parallelism, ToolGraph, DependencyGraph)->Weight(2);

}  // namespace
