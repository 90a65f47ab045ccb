// One job, five ways to divide it among agents. An incident has to be assessed: what happened when,
// whom it hurt, why, what mends it; then somebody says what to do.
//
//   FlatAgent            one agent with every tool                     tools > answer
//   ParallelSpecialists  one agent an aspect, an editor merges         (4 at once) > editor
//   Hierarchical         a supervisor asks specialists, then writes    plan > (4 at once) > report
//   SequentialChain      each agent adds to the notes of the last      1 > 2 > 3 > 4 > editor
//   DebateWithJudge      two agents argue two rounds, a judge decides  (2) > (2) > judge
//
// What is assumed: the flat agent writes its notes on the four aspects into its answer; in the
// others the last agent condenses notes that others wrote. Whether the report is any better for it
// is not measured here.

#include <algorithm>
#include <array>

#include "framework/lab.h"

namespace {

struct Source {
  const char* name;
  const char* description;
  double median_ms;
};

constexpr std::array<Source, 4> kSources{{
    {"search_logs", "Log lines of a service in a span of time.", 400},
    {"query_metrics", "Errors and latency of a service over time.", 600},
    {"read_changes", "What was deployed, and by whom.", 800},
    {"find_runbook", "What was done about incidents like this.", 300},
}};

/// An agent: what it is told, which of the sources it may read (and does, in one turn), and how
/// much it may write.
struct Role {
  const char* name;
  const char* prompt;
  std::size_t first_source;
  std::size_t sources;
  lab::Tokens budget;   ///< max_tokens of each of its turns
  std::int64_t writes;  ///< tokens, for the mock: a real model is bounded by the budget
};

constexpr Role kGeneralist{
    "flat agent",
    "Assess the incident: its course, its impact, its cause, its remedy. Then say what "
    "to do.",
    0,
    4,
    lab::Tokens{800},
    320};
constexpr std::array<Role, 4> kSpecialists{{
    {"course", "Say what happened when, in three sentences.", 0, 1, lab::Tokens{200}, 60},
    {"impact", "Say whom it hurt and how much, in three sentences.", 1, 1, lab::Tokens{200}, 60},
    {"cause", "Say why it happened, in three sentences.", 2, 1, lab::Tokens{200}, 60},
    {"remedy", "Say what mends it, in three sentences.", 3, 1, lab::Tokens{200}, 60},
}};
constexpr Role kEditor{
    "editor", "Make one report of these notes, and say what to do.", 0, 0, lab::Tokens{400}, 160};
constexpr Role kSupervisor{"supervisor",
                           "Ask the specialists that you need. Then make one report of what they "
                           "say, and say what to do.",
                           0,
                           0,
                           lab::Tokens{400},
                           160};
constexpr std::array<Role, 2> kDebaters{{
    {"advocate", "Argue for rolling the last change back, in six sentences.", 0, 2,
     lab::Tokens{300}, 120},
    {"sceptic", "Argue against rolling the last change back, in six sentences.", 2, 2,
     lab::Tokens{300}, 120},
}};
constexpr Role kJudge{
    "judge", "Decide between the two, and say what to do.", 0, 0, lab::Tokens{400}, 160};

/// The same agent without its sources: what it has read stands in the notes.
constexpr Role WithoutSources(Role role) {
  role.sources = 0;
  return role;
}

class IncidentReport : public lab::Fixture {
 protected:
  /// The incident and, behind it, what others have written about it.
  std::string Brief(const lab::Trial& trial, const std::string& notes) {
    const lab::Text incident = corpus().Document("incident", lab::Tokens{1'500}, trial.index());
    return notes.empty() ? incident.str() : incident + "\n\nNotes:\n" + notes;
  }

  static lab::Request Ask(const Role& role, std::string brief) {
    lab::Request request{.system = role.prompt,
                         .messages = {{.role = lab::Role::kUser, .text = std::move(brief)}},
                         .max_tokens = role.budget};
    for (std::size_t i = 0; i < role.sources; ++i) {
      const Source& source = kSources[role.first_source + i];
      request.tools.push_back({.name = source.name,
                               .description = source.description,
                               .schema = R"({"type":"object","properties":{"query":)"
                                         R"({"type":"string"}},"required":["query"]})"});
    }
    return request;
  }

  static lab::Call ExpectCalls(lab::Request& request) {
    request.tool_choice = lab::ToolChoice::kAny;
    return lab::Expecting("tool=" + request.tools[0].name +
                          ";tool_calls=" + std::to_string(request.tools.size()));
  }
  static lab::Call ExpectText(lab::Request& request, const Role& role) {
    if (!request.tools.empty()) request.tool_choice = lab::ToolChoice::kNone;
    return lab::Expecting("output_tokens=" + std::to_string(role.writes));
  }
  /// A turn that failed, or a model that would rather answer than call a tool.
  static bool IsLast(const lab::Reply& reply) { return !reply.ok() || reply.tool_calls.empty(); }

  /// As slow for this trial in every topology.
  lab::Task<std::string> Read(const lab::Trial& trial, const lab::Step& agent, std::string name) {
    const lab::Step tool = agent.StepInto(name, lab::SpanKind::kTool);
    const auto source = std::find_if(kSources.begin(), kSources.end(),
                                     [&name](const Source& row) { return name == row.name; });
    const double median = source != kSources.end() ? source->median_ms : 500;
    co_await Pause(lab::FromMs(trial.rng(name).LogNormal(median, 0.5)));
    co_return name +
        ": 14:02 deploy of build 8812; 14:05 errors rise to 31 %; 14:40 back to normal.";
  }
  lab::Task<std::vector<std::string>> ReadAll(const lab::Trial& trial, const lab::Step& agent,
                                              const std::vector<lab::ToolCall>& calls) {
    std::vector<lab::Task<std::string>> reads;
    for (const lab::ToolCall& call : calls) reads.push_back(Read(trial, agent, call.name));
    return lab::All(loop(), std::move(reads));
  }

  /// One agent from its brief to its last word.
  lab::Task<lab::Reply> Work(const lab::Trial& trial, lab::Step agent, Role role,
                             std::string brief) {
    lab::Request request = Ask(role, std::move(brief));
    if (!request.tools.empty()) {
      lab::Call turn = agent.In(ExpectCalls(request));
      lab::Reply reply = co_await client().Send(request, std::move(turn));
      if (IsLast(reply)) co_return reply;
      const std::vector<std::string> results = co_await ReadAll(trial, agent, reply.tool_calls);
      lab::AppendToolTurn(request, reply, results);
    }
    lab::Call last = agent.In(ExpectText(request, role));
    co_return co_await client().Send(std::move(request), std::move(last));
  }

  lab::Task<std::vector<lab::Reply>> WorkAtOnce(const lab::Trial& trial, const lab::Step& parent,
                                                std::span<const Role> roles, std::string brief) {
    std::vector<lab::Task<lab::Reply>> works;
    for (const Role& role : roles) {
      works.push_back(Work(trial, parent.StepInto(role.name), role, brief));
    }
    return lab::All(loop(), std::move(works));
  }

  static std::string NotesOf(std::span<const Role> roles, const std::vector<lab::Reply>& replies) {
    std::string notes;
    for (std::size_t i = 0; i < replies.size(); ++i) {
      notes += std::string(roles[i].name) + ": " + replies[i].text + "\n";
    }
    return notes;
  }
  /// The failure of the first that failed, to be shown in place of a report.
  static const lab::Reply* Failed(const std::vector<lab::Reply>& replies) {
    const auto failed = std::find_if(replies.begin(), replies.end(),
                                     [](const lab::Reply& reply) { return !reply.ok(); });
    return failed == replies.end() ? nullptr : &*failed;
  }

  // What the user waits for. The effort is counted here, when everybody is done.
  static void Deliver(lab::Trial& trial, const lab::Reply& report) {
    trial.Show(report);
    trial.NoteEffort();
  }

  // The last agent of a topology, on everybody's notes.
  lab::Task<void> Finish(lab::Trial& trial, const lab::Step& parent, const Role& role,
                         std::string notes) {
    std::string brief = Brief(trial, notes);
    lab::Step agent = parent.StepInto(role.name);
    Deliver(trial, co_await Work(trial, std::move(agent), role, std::move(brief)));
  }
};

LAB_BASELINE_F(topology, IncidentReport, FlatAgent) {
  std::string brief = Brief(trial, "");
  lab::Step agent = trial.StepInto(kGeneralist.name);
  Deliver(trial, co_await Work(trial, std::move(agent), kGeneralist, std::move(brief)));
}
LAB_OPTIONS_F(topology, IncidentReport, FlatAgent)->Weight(2)->CompareBy(lab::kLatency);

LAB_BENCHMARK_F(topology, IncidentReport, ParallelSpecialists) {
  const lab::Step team = trial.StepInto("team");
  std::string brief = Brief(trial, "");
  const std::vector<lab::Reply> replies =
      co_await WorkAtOnce(trial, team, kSpecialists, std::move(brief));
  if (const lab::Reply* failed = Failed(replies)) {
    Deliver(trial, *failed);
    co_return;
  }
  std::string notes = NotesOf(kSpecialists, replies);
  co_await Finish(trial, team, kEditor, std::move(notes));
}
LAB_OPTIONS_F(topology, IncidentReport, ParallelSpecialists)->Weight(2);

// The supervisor's first turn asks specialists as if they were tools; its second writes the report.
LAB_BENCHMARK_F(topology, IncidentReport, Hierarchical) {
  const lab::Step supervisor = trial.StepInto(kSupervisor.name);
  std::string brief = Brief(trial, "");
  lab::Request request = Ask(kSupervisor, brief);
  for (const Role& specialist : kSpecialists) {
    request.tools.push_back({.name = specialist.name, .description = specialist.prompt});
  }
  lab::Call plan = supervisor.In(ExpectCalls(request));
  const lab::Reply asked = co_await client().Send(request, std::move(plan));
  if (IsLast(asked)) {
    Deliver(trial, asked);
    co_return;
  }
  std::vector<Role> roles;
  for (const lab::ToolCall& call : asked.tool_calls) {
    const auto role =
        std::find_if(kSpecialists.begin(), kSpecialists.end(),
                     [&call](const Role& specialist) { return call.name == specialist.name; });
    roles.push_back(role != kSpecialists.end() ? *role : kSpecialists[0]);
  }
  std::vector<lab::Reply> replies = co_await WorkAtOnce(trial, supervisor, roles, std::move(brief));
  if (!asked.ok()) replies.push_back(asked);
  if (const lab::Reply* failed = Failed(replies)) {
    Deliver(trial, *failed);
    co_return;
  }
  std::vector<std::string> results;
  for (const lab::Reply& reply : replies) results.push_back(reply.text);
  lab::AppendToolTurn(request, asked, results);
  lab::Call last = supervisor.In(ExpectText(request, kSupervisor));
  Deliver(trial, co_await client().Send(std::move(request), std::move(last)));
}
LAB_OPTIONS_F(topology, IncidentReport, Hierarchical)->Weight(2);

LAB_BENCHMARK_F(topology, IncidentReport, SequentialChain) {
  const lab::Step chain = trial.StepInto("chain");
  std::string notes;
  for (const Role& role : kSpecialists) {
    lab::Step agent = chain.StepInto(role.name);
    std::string brief = Brief(trial, notes);
    const lab::Reply reply = co_await Work(trial, std::move(agent), role, std::move(brief));
    if (!reply.ok()) {
      Deliver(trial, reply);
      co_return;
    }
    notes += std::string(role.name) + ": " + reply.text + "\n";
  }
  co_await Finish(trial, chain, kEditor, std::move(notes));
}
LAB_OPTIONS_F(topology, IncidentReport, SequentialChain)->Weight(2);

LAB_BENCHMARK_F(topology, IncidentReport, DebateWithJudge) {
  const lab::Step debate = trial.StepInto("debate");
  std::string notes;
  std::array<Role, 2> debaters = kDebaters;
  for (int round = 1; round <= 2; ++round) {
    const lab::Step step = debate.StepInto("round " + std::to_string(round));
    std::string brief = Brief(trial, notes);
    const std::vector<lab::Reply> replies =
        co_await WorkAtOnce(trial, step, debaters, std::move(brief));
    if (const lab::Reply* failed = Failed(replies)) {
      Deliver(trial, *failed);
      co_return;
    }
    notes += NotesOf(debaters, replies);
    for (Role& debater : debaters) debater = WithoutSources(debater);
  }
  co_await Finish(trial, debate, kJudge, std::move(notes));
}
LAB_OPTIONS_F(topology, IncidentReport, DebateWithJudge)->Weight(2);

}  // namespace
