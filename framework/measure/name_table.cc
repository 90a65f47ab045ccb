#include "framework/measure/name_table.h"

#include <cassert>

namespace lab::measure {

NameId NameTable::Intern(std::string_view text) {
  if (text.empty()) return NameId{0};
  const auto known = ids_.find(text);
  if (known != ids_.end()) return known->second;
  const auto id = static_cast<NameId>(texts_.size() + 1);
  ids_.emplace(texts_.emplace_back(text), id);
  return id;
}

std::string_view NameTable::Text(NameId id) const {
  if (id == NameId{0}) return "";
  const auto place = static_cast<std::size_t>(id) - 1;
  assert(place < texts_.size() && "an id is read by the names that gave it");
  return texts_[place];
}

std::vector<NameId> NameTable::Adopt(const NameTable& other) {
  std::vector<NameId> here{NameId{0}};
  for (const std::string& text : other.texts_) here.push_back(Intern(text));
  return here;
}

}  // namespace lab::measure
