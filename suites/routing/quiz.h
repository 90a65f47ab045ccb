// What the routing suites share: a quiz whose answers are known (scenarios/tasks.yaml). Trial i
// asks the same question in every case.
//
//   class Tiers : public Quiz { ... };
//
//   LAB_BENCHMARK_F(routing, Tiers, Routed) {
//     lab::Routed routed = co_await router.Ask(Question(trial));
//     Finish(trial, routed);
//   }
#pragma once

#include <string>
#include <utility>

#include "framework/lab.h"

class Quiz : public lab::Fixture {
 protected:
  static const lab::KnownTask& TaskOf(const lab::Trial& trial) {
    return lab::TaskSet::Shipped().At(trial.index());
  }

  /// Asked again in a later round, a task is a new draw of the mock's skill.
  static std::string RoundOf(const lab::Trial& trial) {
    return std::to_string(lab::TaskSet::Shipped().RoundOf(trial.index()));
  }

  /// The same key in every case, so that all meet the same luck wherever they send it.
  static lab::Outgoing Question(const lab::Trial& trial) {
    lab::Outgoing question = lab::RequestOf(TaskOf(trial), {.sample = RoundOf(trial)});
    question.call.key = "routing/quiz/" + std::to_string(trial.index());
    return question;
  }

  /// A reply that failed answers nothing: it counts as wrong.
  static void Finish(lab::Trial& trial, const lab::Routed& routed) {
    trial.Show(routed.reply);
    trial.Grade(lab::IsRight(TaskOf(trial), routed.reply.text));
    trial.Note("routing ms", lab::ToMs(routed.added));
  }

  /// Without a router.
  static lab::Task<void> AskOne(lab::Trial& trial, lab::Client& client) {
    lab::Routed routed;
    routed.reply = co_await client.Send(Question(trial));
    Finish(trial, routed);
  }
};
