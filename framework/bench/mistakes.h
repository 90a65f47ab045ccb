// What is wrong with the experiments that were compiled in, found before the first of them runs.
//
//   for (const std::string& mistake : MistakesIn(definitions)) std::cerr << mistake << '\n';
//   // suites/prompts/system_prompt.cc:25: prompts/SystemPrompt/Long: a second baseline of its ...
//
// An experiment's author learns of it by file and line, as from a compiler, and not by an assertion
// or a table that lacks a row.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "framework/bench/registry.h"

namespace lab {

/// In the order of the cases; empty where nothing is wrong: what an option refused (see the setters
/// of CaseDefinition), two cases of one name, a group with two baselines, without one, or with none
/// that fits a case, and a file in the folder of another suite.
std::vector<std::string> MistakesIn(const std::deque<CaseDefinition>& definitions);

}  // namespace lab
