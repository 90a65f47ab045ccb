// Vectors side by side in memory, searched from end to end.
//
//   VectorIndex index(embedder.dimension());
//   std::size_t row = index.Add(vector);
//   std::optional<Nearest> nearest = index.FindNearest(question, every_row);
//
// A search costs one multiplication a number: 1,000 rows of 1,024 places are a million, a few
// hundred microseconds, and 4 MB that pass through the processor's cache (build/overhead measures
// it). Above some ten thousand rows an approximate index (HNSW and its like) is worth its
// complexity; a cache of answers is smaller than that.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace lab {

struct Nearest {
  std::size_t row;
  float similarity;  ///< the cosine
};

class VectorIndex {
 public:
  explicit VectorIndex(std::size_t dimension) : dimension_(dimension) {}

  /// The new row's number: the last. `vector` has the index's dimension and length 1.
  std::size_t Add(std::span<const float> vector);
  /// The last row takes the number of the removed one.
  void Remove(std::size_t row);
  std::size_t rows() const { return numbers_.size() / dimension_; }
  std::span<const float> At(std::size_t row) const;

  /// The most similar of the rows that `counts` takes, the lower number when two are equal; nullopt
  /// when it takes none.
  std::optional<Nearest> FindNearest(std::span<const float> vector,
                                     const std::function<bool(std::size_t)>& counts) const;

 private:
  std::size_t dimension_;
  std::vector<float> numbers_;
};

}  // namespace lab
