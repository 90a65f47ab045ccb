// What a semantic cache adds to each request: one embedding, and one look at every stored vector.
//
// BareDots is the floor: the same products over the same memory in one loop, without an index, a
// filter or a best. NearestOfRows over BareDots is the price of the abstraction.

#include <benchmark/benchmark.h>

#include <span>
#include <string>
#include <vector>

#include "framework/tasks/faq.h"
#include "framework/techniques/embedder.h"
#include "framework/techniques/vector_index.h"

namespace {

constexpr std::size_t kDimension = lab::HashedNgramOptions{}.dimension;

/// So many questions as vectors, one behind the other.
std::vector<float> Vectors(std::size_t rows) {
  const lab::HashedNgramEmbedder embedder;
  std::vector<float> numbers(rows * kDimension);
  for (std::size_t row = 0; row < rows; ++row) {
    const std::span<float> place = std::span(numbers).subspan(row * kDimension, kDimension);
    embedder.Embed("question number " + std::to_string(row * 7919), place);
  }
  return numbers;
}

void EmbedQuestion(benchmark::State& state) {
  const lab::HashedNgramEmbedder embedder;
  std::vector<float> vector(embedder.dimension());
  std::size_t next = 0;
  const std::vector<lab::FaqQuestion>& questions = lab::Faq::Shipped().questions();
  for (auto _ : state) {
    embedder.Embed(questions[next++ % questions.size()].text, vector);
    benchmark::DoNotOptimize(vector.data());
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(EmbedQuestion);

void BareDots(benchmark::State& state) {
  const std::vector<float> numbers = Vectors(static_cast<std::size_t>(state.range(0)));
  const std::vector<float> asked = Vectors(1);
  for (auto _ : state) {
    float sum = 0;
    for (std::size_t at = 0; at < numbers.size(); at += kDimension) {
      sum += lab::Dot(asked, std::span(numbers).subspan(at, kDimension));
    }
    benchmark::DoNotOptimize(sum);
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BareDots)->ArgName("rows")->Arg(100)->Arg(1000);

void NearestOfRows(benchmark::State& state) {
  const auto rows = static_cast<std::size_t>(state.range(0));
  const std::vector<float> numbers = Vectors(rows);
  lab::VectorIndex index(kDimension);
  for (std::size_t row = 0; row < rows; ++row) {
    index.Add(std::span(numbers).subspan(row * kDimension, kDimension));
  }
  const std::vector<std::int64_t> scopes(rows, 1);
  const std::vector<float> asked = Vectors(1);
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        index.FindNearest(asked, [&scopes](std::size_t row) { return scopes[row] == 1; }));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(NearestOfRows)->ArgName("rows")->Arg(100)->Arg(1000);

}  // namespace
