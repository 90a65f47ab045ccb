#include "framework/techniques/vector_index.h"

#include <algorithm>
#include <cassert>

#include "framework/techniques/embedder.h"

namespace lab {

std::size_t VectorIndex::Add(std::span<const float> vector) {
  assert(vector.size() == dimension_);
  numbers_.insert(numbers_.end(), vector.begin(), vector.end());
  return rows() - 1;
}

void VectorIndex::Remove(std::size_t row) {
  assert(row < rows());
  const auto last = numbers_.end() - static_cast<std::ptrdiff_t>(dimension_);
  const auto place = numbers_.begin() + static_cast<std::ptrdiff_t>(row * dimension_);
  std::copy(last, numbers_.end(), place);
  numbers_.erase(last, numbers_.end());
}

std::span<const float> VectorIndex::At(std::size_t row) const {
  return std::span(numbers_).subspan(row * dimension_, dimension_);
}

std::optional<Nearest> VectorIndex::FindNearest(
    std::span<const float> vector, const std::function<bool(std::size_t)>& counts) const {
  std::optional<Nearest> nearest;
  for (std::size_t row = 0; row < rows(); ++row) {
    if (!counts(row)) continue;
    const float similarity = Dot(vector, At(row));
    if (!nearest || similarity > nearest->similarity) nearest = Nearest{row, similarity};
  }
  return nearest;
}

}  // namespace lab
