// Where in the sources something stands, as a message names it.
//
//   Place place(std::source_location::current());
//   place.text();                    // "suites/prompts/system_prompt.cc:25"
//   place.suites_folder();           // "prompts"
#pragma once

#include <cstdint>
#include <source_location>
#include <string>

namespace lab {

class Place {
 public:
  Place() = default;
  Place(std::string file, std::uint32_t line) : file_(std::move(file)), line_(line) {}
  explicit Place(const std::source_location& location)
      : Place(location.file_name(), location.line()) {}

  /// "" where nothing is known. Of a file below `suites/` its path from there.
  std::string text() const;
  /// The folder below `suites/` that the file is in; "" for one that is in none.
  std::string suites_folder() const;

 private:
  std::string file_;
  std::uint32_t line_ = 0;
};

}  // namespace lab
