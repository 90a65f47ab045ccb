#include "framework/load/arrivals.h"

#include <fmt/format.h>

#include <cmath>
#include <cstddef>
#include <utility>

#include "framework/base/rng.h"
#include "framework/base/text.h"

namespace lab::load {
namespace {

constexpr std::string_view kPurpose = "arrivals";

/// Gaps of mean 1, in requests.
class UnitGaps {
 public:
  UnitGaps(double shape, std::uint64_t seed) : shape_(shape), rng_(Rng::For(seed, kPurpose)) {}

  double Next() { return shape_ == 1 ? rng_.Exponential(1) : rng_.Gamma(shape_, 1 / shape_); }

 private:
  double shape_;
  Rng rng_;
};

double ShapeOf(const ArrivalOptions& options) {
  return options.gaps == GapLaw::kGamma ? options.shape : 1;
}

/// What every process of a profile does: so many requests, each when so many are due.
class ByProfile : public Arrivals {
 public:
  explicit ByProfile(const ArrivalOptions& options)
      : rate_(options.rate), requests_(options.requests) {}

  std::optional<Duration> Next() final {
    if (requests_ > 0 && number_ == requests_) return std::nullopt;
    return rate_.WhenDue(Position(number_++));
  }

 protected:
  /// How many requests are due when this one is.
  virtual double Position(std::int64_t number) = 0;

 private:
  RateProfile rate_;
  std::int64_t requests_;
  std::int64_t number_ = 0;
};

class EvenArrivals final : public ByProfile {
 public:
  EvenArrivals(const ArrivalOptions& options, std::int64_t burst)
      : ByProfile(options), burst_(burst) {}

 protected:
  double Position(std::int64_t number) override {
    return static_cast<double>(number / burst_ * burst_);
  }

 private:
  std::int64_t burst_;
};

class RandomArrivals final : public ByProfile {
 public:
  RandomArrivals(const ArrivalOptions& options, std::uint64_t seed)
      : ByProfile(options), gaps_(ShapeOf(options), seed), stretch_(StretchOf(options, seed)) {}

 protected:
  double Position(std::int64_t /*number*/) override { return (sum_ += gaps_.Next()) * stretch_; }

 private:
  // The same gaps drawn once before, so that nothing has to be kept of them.
  static double StretchOf(const ArrivalOptions& options, std::uint64_t seed) {
    if (!options.exact_rate) return 1;
    UnitGaps gaps(ShapeOf(options), seed);
    double sum = 0;
    for (std::int64_t i = 0; i < options.requests; ++i) sum += gaps.Next();
    return static_cast<double>(options.requests) / sum;
  }

  UnitGaps gaps_;
  double stretch_;
  double sum_ = 0;
};

class IndexRampArrivals final : public Arrivals {
 public:
  IndexRampArrivals(const IndexRamp& ramp, std::uint64_t seed)
      : ramp_(ramp), gaps_(ramp.shape, seed) {}

  std::optional<Duration> Next() override {
    if (number_ == ramp_.requests) return std::nullopt;
    seconds_ += gaps_.Next() / RateOf(number_++);
    return Duration(std::llround(seconds_ * 1e9));
  }

 private:
  double RateOf(std::int64_t number) const {
    if (ramp_.requests == 1) return ramp_.from;
    const double way = static_cast<double>(number) / static_cast<double>(ramp_.requests - 1);
    if (ramp_.exponential) return ramp_.from * std::pow(ramp_.to / ramp_.from, way);
    return ramp_.from + (ramp_.to - ramp_.from) * way;
  }

  IndexRamp ramp_;
  UnitGaps gaps_;
  std::int64_t number_ = 0;
  double seconds_ = 0;
};

class Replay final : public Arrivals {
 public:
  explicit Replay(std::vector<Duration> stamps) : stamps_(std::move(stamps)) {}
  std::optional<Duration> Next() override {
    if (next_ == stamps_.size()) return std::nullopt;
    return stamps_[next_++];
  }

 private:
  std::vector<Duration> stamps_;
  std::size_t next_ = 0;
};

Error RefuseOption(std::string_view what) { return {ErrorKind::kUsage, std::string(what)}; }

Result<void> ParseShape(std::string_view text, ArrivalOptions& options) {
  const std::optional<double> shape = ParseNumber(text);
  if (!shape)
    return RefuseOption(fmt::format("gamma:{} should be gamma:SHAPE, e.g. gamma:0.5", text));
  options.gaps = GapLaw::kGamma;
  options.shape = *shape;
  return CheckArrivals(options);
}

Result<void> ParseBurst(std::string_view text, ArrivalOptions& options) {
  const std::optional<std::int64_t> burst = ParseInteger(text);
  if (!burst) return RefuseOption(fmt::format("bursts:{} should be bursts:N, e.g. bursts:8", text));
  options.gaps = GapLaw::kBursts;
  options.burst = *burst;
  return CheckArrivals(options);
}

}  // namespace

Result<void> CheckArrivals(const ArrivalOptions& options) {
  if (options.gaps == GapLaw::kGamma && !(options.shape >= 0.01 && options.shape <= 1e6))
    return RefuseOption(
        fmt::format("the gaps' gamma shape is {} when it should be from 0.01 "
                    "(in bunches) to 1000000 (nearly constant)",
                    options.shape));
  if (options.gaps == GapLaw::kBursts && options.burst < 1)
    return RefuseOption(
        fmt::format("a burst has {} requests when it should have 1 at least", options.burst));
  const bool draws = options.gaps == GapLaw::kPoisson || options.gaps == GapLaw::kGamma;
  if (options.exact_rate && (!draws || options.requests < 1))
    return RefuseOption(
        "an exact rate needs Poisson or gamma gaps and a number of requests to spread");
  return {};
}

std::unique_ptr<Arrivals> NewArrivals(const ArrivalOptions& options, std::uint64_t seed) {
  switch (options.gaps) {
    case GapLaw::kConstant:
      return std::make_unique<EvenArrivals>(options, 1);
    case GapLaw::kBursts:
      return std::make_unique<EvenArrivals>(options, options.burst);
    case GapLaw::kPoisson:
    case GapLaw::kGamma:
      break;
  }
  return std::make_unique<RandomArrivals>(options, seed);
}

std::unique_ptr<Arrivals> NewIndexRamp(const IndexRamp& ramp, std::uint64_t seed) {
  return std::make_unique<IndexRampArrivals>(ramp, seed);
}

std::unique_ptr<Arrivals> ReplayOf(std::vector<Duration> stamps) {
  return std::make_unique<Replay>(std::move(stamps));
}

Result<void> ParseGapLaw(std::string_view text, ArrivalOptions& options) {
  const std::size_t colon = text.find(':');
  const std::string_view name = text.substr(0, colon);
  const bool plain = colon == std::string_view::npos;
  const std::string_view argument = plain ? "" : text.substr(colon + 1);
  if (name == "gamma" && !plain) return ParseShape(argument, options);
  if (name == "bursts" && !plain) return ParseBurst(argument, options);
  if (name == "constant" && plain) return options.gaps = GapLaw::kConstant, Result<void>();
  if (name == "poisson" && plain) return options.gaps = GapLaw::kPoisson, Result<void>();
  return RefuseOption(fmt::format(
      "the arrival '{}' is not known; there are constant, poisson, gamma:SHAPE (gamma:0.5 comes in "
      "bunches) and bursts:N",
      Excerpt(text, 40)));
}

}  // namespace lab::load
