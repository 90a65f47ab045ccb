// The fields of a message's head, in one piece of memory.
//
//   Headers headers = {{"content-type", "application/json"}};
//   headers.push_back({"x-request", "7"});
//   if (const auto type = FindHeader(headers, "Content-Type")) Use(*type);
//   for (const Header& header : headers) ...
//
// A provider's answer has thirty fields, so they are not strings each: names and values lie behind
// each other, as they do on the wire, and a Header is a view of two of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lab::net {

/// Views; those of Headers are valid until it is changed or gone.
struct Header {
  std::string_view name;  ///< as sent; compared without case
  std::string_view value;
};

/// In the order of the wire, repeated names kept.
class Headers {
 public:
  Headers() = default;
  Headers(std::initializer_list<Header> headers);

  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = Header;
    using difference_type = std::ptrdiff_t;
    using pointer = const Header*;
    using reference = Header;

    Header operator*() const;
    Iterator& operator++();
    friend bool operator==(Iterator a, Iterator b) { return a.at_ == b.at_; }

   private:
    friend class Headers;
    explicit Iterator(const char* at) : at_(at) {}
    const char* at_;
  };

  Iterator begin() const { return Iterator(bytes_.data()); }
  Iterator end() const { return Iterator(bytes_.data() + bytes_.size()); }
  std::size_t size() const { return count_; }
  bool empty() const { return count_ == 0; }
  /// Walks from the first one on. There must be one at `index`.
  Header operator[](std::size_t index) const;

  /// Copies name and value, which must not be views into this.
  void push_back(Header header);
  void Append(const Headers& others);
  /// Makes room for a head of so many bytes on the wire.
  void Reserve(std::size_t head_bytes);
  /// All of that name.
  void Remove(std::string_view name);

 private:
  std::string bytes_;  // for each: two sizes, name, value
  std::size_t count_ = 0;
};

/// The first value under a name of any case.
std::optional<std::string_view> FindHeader(const Headers& headers, std::string_view name);

/// The elements of a header whose value is a list ("gzip, identity"), in lower case and without
/// empty ones, behind what `tokens` holds.
void AppendTokens(std::string_view value, std::vector<std::string>& tokens);

}  // namespace lab::net
