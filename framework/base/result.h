// A value or the reason why there is none.
//
//   Result<Port> ParsePort(std::string_view text);
//
//   Result<Port> port = ParsePort("80a");
//   if (!port) return port.error();          // passes the Error up
//   Listen(*port);
//
// Reading the value of a failed Result, or the error of a good one, is a programmer's error and
// asserts.
#pragma once

#include <cassert>
#include <optional>
#include <utility>
#include <variant>

#include "framework/base/error.h"

namespace lab {

/// Either a T or an Error. Both convert implicitly, so `return value;` and `return Error{...};`
/// both work.
template <class T>
class [[nodiscard]] Result {
 public:
  using value_type = T;

  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT(*-explicit-*)
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(*-explicit-*)
  Result(ErrorKind kind, std::string message) : Result(Error{kind, std::move(message)}) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & { return assert(ok()), *std::get_if<0>(&state_); }
  const T& value() const& { return assert(ok()), *std::get_if<0>(&state_); }
  T&& value() && { return assert(ok()), std::move(*std::get_if<0>(&state_)); }
  T value_or(T fallback) && { return ok() ? std::move(*this).value() : std::move(fallback); }

  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const& { return assert(!ok()), *std::get_if<1>(&state_); }
  Error&& error() && { return assert(!ok()), std::move(*std::get_if<1>(&state_)); }

 private:
  std::variant<T, Error> state_;
};

/// Success without a value, or an Error: `return {};` is success.
template <>
class [[nodiscard]] Result<void> {
 public:
  using value_type = void;

  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT(*-explicit-*)
  Result(ErrorKind kind, std::string message) : Result(Error{kind, std::move(message)}) {}

  bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }

  const Error& error() const& { return assert(!ok()), *error_; }
  Error&& error() && { return assert(!ok()), std::move(*error_); }

 private:
  std::optional<Error> error_;
};

}  // namespace lab
