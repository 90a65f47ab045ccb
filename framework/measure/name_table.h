// Text that comes again and again, as numbers: models, request ids, stop reasons.
//
//   NameTable names;
//   const NameId id = names.Intern("claude-sonnet-5-5");
//   names.Text(id);                                          // "claude-sonnet-5-5"
//
// Ids count up from 1 in the order of first use, so the same texts in the same order get the same
// ids. One a thread: rows of another collector are taken over by Adopt().
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace lab::measure {

/// 0 is "".
enum class NameId : std::uint32_t {};

class NameTable {
 public:
  NameTable() = default;
  NameTable(const NameTable&) = delete;
  NameTable& operator=(const NameTable&) = delete;

  NameId Intern(std::string_view text);
  /// Lives as long as these names. Asserts that the id came from here.
  std::string_view Text(NameId id) const;
  std::size_t size() const { return texts_.size(); }

  /// Takes over every text of `other`; element i is the id here of what was NameId(i) there.
  std::vector<NameId> Adopt(const NameTable& other);

 private:
  std::deque<std::string> texts_;  // a deque: the keys of ids_ point into it
  std::unordered_map<std::string_view, NameId> ids_;
};

}  // namespace lab::measure
