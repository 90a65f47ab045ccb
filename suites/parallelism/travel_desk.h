// What the experiments with tools share: an agent of a travel desk, and tools that take a while.
//
//   class ToolAgent : public TravelDesk { ... };
//   lab::Call turn = agent.In(ExpectCalls(request, "search", 2));
//   lab::Reply reply = co_await TakeTurn(trial, request, std::move(turn));   // it calls tools
//   if (IsLast(reply)) co_return;                                      // ... or would not
//   std::vector<std::string> results = co_await RunAll(trial, agent, reply.tool_calls);
//   lab::AppendToolTurn(request, reply, results);    // the next turn sees them
//
// A tool's latency is drawn for the trial and the tool, so that it is as slow in every case; its
// result is a fixed text. The calls are those that the model really makes: against a provider too,
// which is asked to call each tool once and in fact does what it likes, within a bounded number of
// turns.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "framework/lab.h"

namespace parallelism {

struct DeskTool {
  const char* name;
  const char* description;
  double median_ms;
  /// Names of the tools whose results it takes; "" where there are fewer.
  std::array<std::string_view, 3> needs{};
};

class TravelDesk : public lab::Fixture {
 protected:
  /// `tools` in an order in which they can run one after the other.
  lab::Request Ask(const lab::Trial& trial, std::span<const DeskTool> tools) const {
    lab::Request request{
        .system =
            "You prepare business trips. Call every tool exactly once, then answer in three "
            "sentences. Where a tool takes the result of another one that you call in the "
            "same turn, write $name_of_that_tool as its argument.",
        .messages = {{.role = lab::Role::kUser, .text = lab::Corpus::Question(trial.index())}},
        .max_tokens = lab::Tokens{1024}};
    for (const DeskTool& tool : tools) {
      request.tools.push_back(
          {.name = tool.name,
           .description = tool.description,
           .schema = R"({"type":"object","properties":{"about":{"type":"string","minLength":24}},)"
                     R"("required":["about"]})"});
    }
    return request;
  }

  /// Has the model call `count` tools, from `first` on.
  static lab::Call ExpectCalls(lab::Request& request, std::string_view first, std::size_t count) {
    request.tool_choice = lab::ToolChoice::kAny;
    return lab::Expecting("tool=" + std::string(first) + ";tool_calls=" + std::to_string(count));
  }

  lab::Task<std::string> RunTool(const lab::Trial& trial, const lab::Step& agent, std::string name,
                                 double median_ms) {
    const lab::Step tool = agent.StepInto(name, lab::SpanKind::kTool);
    co_await Pause(lab::FromMs(trial.rng("tool " + name).LogNormal(median_ms, 0.5)));
    co_return name + ": three suitable entries found, the first one is recommended.";
  }
  lab::Task<std::string> RunTool(const lab::Trial& trial, const lab::Step& agent,
                                 const lab::ToolCall& call) {
    return RunTool(trial, agent, call.name, MedianOf(call.name));
  }

  /// All at once; the results in the order of the calls.
  lab::Task<std::vector<std::string>> RunAll(const lab::Trial& trial, const lab::Step& agent,
                                             const std::vector<lab::ToolCall>& calls) {
    std::vector<lab::Task<std::string>> runs;
    for (const lab::ToolCall& call : calls) runs.push_back(RunTool(trial, agent, call));
    return lab::All(loop(), std::move(runs));
  }

  /// A turn that failed, or a model that would rather answer than call a tool.
  static bool IsLast(const lab::Reply& reply) { return !reply.ok() || reply.tool_calls.empty(); }

  /// Sends one turn; the user sees what comes back when it is the last one.
  lab::Task<lab::Reply> TakeTurn(lab::Trial& trial, lab::Request request, lab::Call call) {
    lab::Reply reply = co_await client().Send(std::move(request), std::move(call));
    if (IsLast(reply)) trial.Show(reply);
    co_return reply;
  }

  /// The last turn: no more tools, the user reads the answer.
  lab::Task<void> Answer(lab::Trial& trial, const lab::Step& agent, lab::Request request) {
    request.tool_choice = lab::ToolChoice::kNone;
    lab::Call last = agent.In(lab::Expecting("output_tokens=80"));
    trial.Show(co_await client().Send(std::move(request), std::move(last)));
    trial.NoteEffort();
  }

  /// Of a tool that the model made up: as long as the others.
  virtual double MedianOf(std::string_view tool) const = 0;
};

}  // namespace parallelism
