// An agent that needs k tools which do not depend on each other. One call a turn pays for a model's
// turn and a tool's latency k times; several calls in one turn pay for the slowest tool once; tools
// that start while the model still writes the next call hide behind its writing.

#include <deque>

#include "suites/parallelism/travel_desk.h"

namespace {

constexpr std::array<parallelism::DeskTool, 8> kTools{{
    {"search_flights", "Flights for the dates of the trip.", 900},
    {"search_hotels", "Hotels near the office to be visited.", 700},
    {"read_calendar", "The traveller's appointments.", 250},
    {"travel_policy", "What the company pays for.", 300},
    {"weather_report", "The weather at the destination.", 400},
    {"visa_rules", "Which papers are needed.", 500},
    {"exchange_rate", "The local currency.", 200},
    {"loyalty_account", "The traveller's status with airlines and hotels.", 350},
}};

/// `text` is a JSON object from its first brace to the one that closes it.
bool IsWholeObject(std::string_view text) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && text[i] == '{') {
      ++depth;
    } else if (!quoted && text[i] == '}' && --depth == 0) {
      return true;
    }
  }
  return false;
}

class ToolAgent : public parallelism::TravelDesk {
 protected:
  static std::span<const parallelism::DeskTool> Tools(const lab::Trial& trial) {
    return std::span(kTools).first(static_cast<std::size_t>(trial.arg()));
  }
  double MedianOf(std::string_view name) const override {
    for (const parallelism::DeskTool& tool : kTools) {
      if (name == tool.name) return tool.median_ms;
    }
    return 500;
  }

  /// Tools that the model has not called yet; it is asked again until none is left.
  class Open {
   public:
    explicit Open(std::span<const parallelism::DeskTool> tools) {
      for (const parallelism::DeskTool& tool : tools) names_.emplace_back(tool.name);
      turns_left_ = names_.size();
    }
    bool NextTurn() { return !names_.empty() && turns_left_-- > 0; }
    const std::string& first() const { return names_.front(); }
    std::size_t count() const { return names_.size(); }
    void Close(const std::vector<lab::ToolCall>& calls) {
      for (const lab::ToolCall& call : calls) std::erase(names_, call.name);
    }

   private:
    std::vector<std::string> names_;
    std::size_t turns_left_;
  };

  // Turns with so many calls each, at once within a turn.
  lab::Task<void> Work(lab::Trial& trial, std::size_t calls_a_turn) {
    const lab::Step agent = trial.StepInto("agent");
    lab::Request request = Ask(trial, Tools(trial));
    request.parallel_tool_calls = calls_a_turn > 1;
    Open open(Tools(trial));
    while (open.NextTurn()) {
      lab::Call turn =
          agent.In(ExpectCalls(request, open.first(), std::min(open.count(), calls_a_turn)));
      const lab::Reply reply = co_await TakeTurn(trial, request, std::move(turn));
      if (IsLast(reply)) co_return;
      const std::vector<std::string> results = co_await RunAll(trial, agent, reply.tool_calls);
      lab::AppendToolTurn(request, reply, results);
      open.Close(reply.tool_calls);
    }
    co_await Answer(trial, agent, std::move(request));
  }

  /// The calls of one turn, each started as soon as it is known to be whole.
  struct Turn {
    Turn(lab::Loop& loop, const lab::Trial& running, const lab::Step& step)
        : trial(running), agent(step), scope(loop) {}

    const lab::Trial& trial;
    const lab::Step& agent;
    std::deque<std::string> results;  // a deque: the tools that run keep pointers into it
    lab::TaskScope scope;
  };

  static lab::Task<void> Keep(std::string* result, lab::Task<std::string> run) {
    *result = co_await run;
  }
  // Those before the last are whole, since the model has gone on to the next.
  void StartWhole(Turn& turn, const std::vector<lab::ToolCall>& calls, bool all) {
    while (turn.results.size() < calls.size()) {
      const lab::ToolCall& call = calls[turn.results.size()];
      const bool last = turn.results.size() + 1 == calls.size();
      if (last && !all && !IsWholeObject(call.arguments)) return;
      std::string* result = &turn.results.emplace_back();
      turn.scope.Spawn(Keep(result, RunTool(turn.trial, turn.agent, call)));
    }
  }

  lab::Task<void> WorkAhead(lab::Trial& trial) {
    const lab::Step agent = trial.StepInto("agent");
    lab::Request request = Ask(trial, Tools(trial));
    Open open(Tools(trial));
    while (open.NextTurn()) {
      Turn turn(loop(), trial, agent);
      lab::Call watched = agent.In(ExpectCalls(request, open.first(), open.count()));
      watched.watch = [this, &turn](const lab::Progress& progress) {
        StartWhole(turn, progress.reply.tool_calls, false);
        return lab::Flow::kContinue;
      };
      const lab::Reply reply = co_await TakeTurn(trial, request, std::move(watched));
      if (IsLast(reply)) co_return;
      StartWhole(turn, reply.tool_calls, true);
      co_await turn.scope.Join();
      const std::vector<std::string> results(turn.results.begin(), turn.results.end());
      lab::AppendToolTurn(request, reply, results);
      open.Close(reply.tool_calls);
    }
    co_await Answer(trial, agent, std::move(request));
  }
};

LAB_BASELINE_F(parallelism, ToolAgent, OneCallATurn) { co_await Work(trial, 1); }
LAB_OPTIONS_F(parallelism, ToolAgent, OneCallATurn)
    ->Weight(2)
    ->ArgName("tools")
    ->Arg(2)
    ->Arg(4)
    ->Arg(8)
    ->CompareBy(lab::kLatency);

LAB_BENCHMARK_F(parallelism, ToolAgent, ParallelToolCalls) { co_await Work(trial, kTools.size()); }
LAB_OPTIONS_F(parallelism, ToolAgent, ParallelToolCalls)
    ->Weight(2)
    ->ArgName("tools")
    ->Arg(2)
    ->Arg(4)
    ->Arg(8);

// The tools of a turn start while the model still writes the next call.
LAB_BENCHMARK_F(parallelism, ToolAgent, Speculative) { co_await WorkAhead(trial); }
LAB_OPTIONS_F(parallelism, ToolAgent, Speculative)
    ->Weight(2)
    ->ArgName("tools")
    ->Arg(2)
    ->Arg(4)
    ->Arg(8);

}  // namespace
