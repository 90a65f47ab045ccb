// Text that is shared, never copied: a prompt on its way through any number of decorators.
//
//   Text policy = corpus.Document("policy", Tokens{20'000});       // 80 KB, once
//   Request request{.system = policy, .user = "May I return a kettle?"};
//   Request again = request;                                       // the same 80 KB
//
// Made from and read as any string; what it holds never changes, so copies may be used on several
// threads. Assigning another text leaves other copies as they were.
#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace lab {

class Text;
/// std::string, std::string_view, a literal.
template <class S>
concept OtherString = !std::same_as<S, Text> && std::convertible_to<const S&, std::string_view>;

class Text {
 public:
  Text() = default;
  Text(std::string text)  // NOLINT(google-explicit-constructor): stands where a string would
      : shared_(text.empty() ? nullptr : std::make_shared<const std::string>(std::move(text))) {}
  Text(std::string_view text) : Text(std::string(text)) {}  // NOLINT(google-explicit-constructor)
  Text(const char* text) : Text(std::string(text)) {}       // NOLINT(google-explicit-constructor)

  /// Lives as long as any copy of this text.
  std::string_view view() const {
    return shared_ ? std::string_view(*shared_) : std::string_view();
  }
  operator std::string_view() const { return view(); }  // NOLINT(google-explicit-constructor)
  std::string str() const { return std::string(view()); }
  std::size_t size() const { return shared_ ? shared_->size() : 0; }
  bool empty() const { return size() == 0; }
  void clear() { shared_.reset(); }
  std::string substr(std::size_t from, std::size_t count = std::string_view::npos) const {
    return std::string(view().substr(from, count));
  }

  /// Makes a new text; other copies keep the old one.
  Text& operator+=(std::string_view more) { return *this = Text(str().append(more)); }

  friend bool operator==(const Text& a, const Text& b) {
    return a.shared_ == b.shared_ || a.view() == b.view();
  }
  template <OtherString S>
  friend bool operator==(const Text& a, const S& b) {
    return a.view() == std::string_view(b);
  }
  friend std::string operator+(const Text& a, const Text& b) { return a.str().append(b.view()); }
  template <OtherString S>
  friend std::string operator+(const Text& a, const S& b) {
    return a.str().append(std::string_view(b));
  }
  template <OtherString S>
  friend std::string operator+(const S& a, const Text& b) {
    return std::string(a).append(b.view());
  }
  friend std::ostream& operator<<(std::ostream& out, const Text& text) {
    return out << text.view();
  }

 private:
  std::shared_ptr<const std::string> shared_;  // null: empty
};

}  // namespace lab
